// Package words holds every sentence that visitors are told, one file for each
// language. A Words never changes, and may be used by any number of goroutines.
package words

import (
	"embed"

	"golang.org/x/text/language"
)

//go:embed *.yaml
var files embed.FS

// Words is what the kiosk says in one language. Each field is the entry of the
// same name in the language's file; what stands in braces is for Fill.
type Words struct {
	// Code is the reader's language, in which pages are shown where they are there in it:
	// two letters of ISO 639-1. It is that of the sentences, but for Foreign words.
	Code     string       `yaml:"-"`
	Language string       // its own name
	tag      language.Tag // of the sentences

	Resource struct {
		Video, Document, Page, Mail, Picture string
		StartsAt                             string `yaml:"starts_at"`
		HeaderPicture                        string `yaml:"header_picture"`
		Credit                               string
		ThisPage                             string `yaml:"this_page"`
		ThisDocument                         string `yaml:"this_document"`
		Here                                 string
		Elsewhere                            string
	}
	Document Document
	Page     struct {
		Links      string
		LinksIn    string `yaml:"links_in"`
		NoLinks    string `yaml:"no_links"`
		Broken     string
		Busy       string
		Note       string
		Partial    string
		NoMenu     string `yaml:"no_menu"`
		InLanguage string `yaml:"in_language"`
	}
	Search struct { // how many pages were found
		Found, Some Plural
		None        string
	}
	Alerts map[string]string // the titles of alerts, by their kind
	Bar    struct {
		TooSmall           string `yaml:"too_small"`
		Closing            string
		TypingNumber       string `yaml:"typing_number"`
		NoSuchLink         Plural `yaml:"no_such_link"`
		NoLink             string `yaml:"no_link"`
		NoMoreHeadings     string `yaml:"no_more_headings"`
		NoHeadingBefore    string `yaml:"no_heading_before"`
		NoHeadings         string `yaml:"no_headings"`
		NoColours          string `yaml:"no_colours"`
		ColumnShown        string `yaml:"column_shown"`
		ColumnAway         string `yaml:"column_away"`
		ColumnRoom         string `yaml:"column_room"`
		NoPicture          string `yaml:"no_picture"`
		PicturesOn         string `yaml:"pictures_on"`
		PicturesOff        string `yaml:"pictures_off"`
		CannotShowPictures string `yaml:"cannot_show_pictures"`
		Updated            string
		Copied             string
		CannotCopy         string `yaml:"cannot_copy"`
		NoAddress          string `yaml:"no_address"`
		NoBare             string `yaml:"no_bare"`
		Find               string
		Filter             string
		GoTo               string `yaml:"go_to"`
		Search             string
		Busy               string
		NotAllYet          string `yaml:"not_all_yet"`
		TypingEntry        string `yaml:"typing_entry"`
		NoSuchEntry        Plural `yaml:"no_such_entry"`
		NoMoreLinks        string `yaml:"no_more_links"`
		NoMenu             string `yaml:"no_menu"`
		Language           string
		OnlyAGroup         string `yaml:"only_a_group"`
		NoSuchPage         string `yaml:"no_such_page"`
		NearestPage        string `yaml:"nearest_page"`
		NothingAbove       string `yaml:"nothing_above"`
		NothingBefore      string `yaml:"nothing_before"`
		NothingAfter       string `yaml:"nothing_after"`
		NothingFound       string `yaml:"nothing_found"`
		WhichMatch         string `yaml:"which_match"`
		Matches            string
		MatchesOfPages     Plural `yaml:"matches_of_pages"`
		NotFound           string `yaml:"not_found"`
		NoSearch           string `yaml:"no_search"`
		Goodbye            string
		GoodbyeBare        string `yaml:"goodbye_bare"`
		ComeBack           string `yaml:"come_back"`
		NotYet             string `yaml:"not_yet"`
		Gone               string
		Announcement       string
		AllAnnouncements   string `yaml:"all_announcements"`
		ClosingShort       string `yaml:"closing_short"`
		MoreAnnouncements  string `yaml:"more_announcements"`
		HideAnnouncements  string `yaml:"hide_announcements"`
		PutAway            string `yaml:"put_away"`
		DrainingShort      string `yaml:"draining_short"`
		DrainingLeast      string `yaml:"draining_least"`
		KeysOff            string `yaml:"keys_off"`
		KeysOffShort       string `yaml:"keys_off_short"`
		KeysOn             string `yaml:"keys_on"`
		NothingBehind      string `yaml:"nothing_behind"`
		Leaves             string
		NoAnnouncements    string `yaml:"no_announcements"`
		Draining           string
	}
	Hints    map[string]string // by what the key does
	KeyNames map[string]string `yaml:"key_names"` // by their English names
	Themes   map[string]string // by the theme's name
	Panels   struct {
		Keys, Mouse, Contents, Pages string
		Menu, Places, Search         string
		ContentsShort                string `yaml:"contents_short"`
		SearchHow                    string `yaml:"search_how"`
		SearchShort                  string `yaml:"search_short"`
		Announcements                string
		LinkOf                       string `yaml:"link_of"`
		AtEnd                        string `yaml:"at_end"`
		InPage                       string `yaml:"in_page"`
		UnderHeading                 string `yaml:"under_heading"`
		OpensHere                    string `yaml:"opens_here"`
		QRRoom                       string `yaml:"qr_room"`
		PictureRoom                  string `yaml:"picture_room"`
		PictureText                  string `yaml:"picture_text"`
		PictureElsewhere             string `yaml:"picture_elsewhere"`
	}
	Groups map[string]string // of keys, by the group's name
	Help   map[string]string // by the action's name
	Server struct {
		Closing, Sorry, Full string
		TooMuchInput         string `yaml:"too_much_input"`
		TooManySessions      string `yaml:"too_many_sessions"`
		Outdated             string
		Idle                 string
		NotRun               string `yaml:"not_run"`
		NoPages              string `yaml:"no_pages"`
	}
	Errors struct {
		NotAShell       string `yaml:"not_a_shell"`
		UnclosedQuote   string `yaml:"unclosed_quote"`
		UnknownCommand  string `yaml:"unknown_command"`
		UnknownPage     string `yaml:"unknown_page"`
		Nowhere         string
		NeedsWords      string `yaml:"needs_words"`
		BusySearch      string `yaml:"busy_search"`
		LeftOut         string `yaml:"left_out"`
		NotYet          string `yaml:"not_yet"`
		NotOnTheWeb     string `yaml:"not_on_the_web"`
		NeedsName       string `yaml:"needs_name"`
		NeedsPipe       string `yaml:"needs_pipe"`
		NotHere         string `yaml:"not_here"`
		Unread          string `yaml:"unread"`
		NoFile          string `yaml:"no_file"`
		IsFolder        string `yaml:"is_folder"`
		NotRead         string `yaml:"not_read"`
		BusyDownloads   string `yaml:"busy_downloads"`
		UnknownLanguage string `yaml:"unknown_language"`
		UnknownFlag     string `yaml:"unknown_flag"`
		NeedsValue      string `yaml:"needs_value"`
		OneTooMany      string `yaml:"one_too_many"`
		NeedsLink       string `yaml:"needs_link"`
		NoSuchLink      string `yaml:"no_such_link"`
		NoQR            string `yaml:"no_qr"`
		NeedsTerminal   string `yaml:"needs_terminal"`
		TooManyLobbies  string `yaml:"too_many_lobbies"`
		DidYouMean      string `yaml:"did_you_mean"`
		TryOneOf        string `yaml:"try_one_of"`
		TrySomeOf       string `yaml:"try_some_of"`
	}
	Commands    map[string]string                             // by the command's name
	Organising  map[string]string                             // organisers' commands, by name
	Manual      Manual                                        // what "help COMMAND" says
	CommandHelp struct{ Head, Address, Foot, Contact string } `yaml:"command_help"`
	Linear      Linear
	Spoken      Spoken
	Lobby       struct {
		Join        string
		NoAccount   string `yaml:"no_account"`
		Fingerprint string
		Hint        string
		Paused      string
		Returning   string
	}
	Poster  Poster
	Doctor  map[string]string
	Privacy string
}

// Manual is what is said of one command.
type Manual struct {
	More          map[string]string // what there is to know of a command, by its name
	Replicas      map[string]string // the same, where the kiosk is one of several
	Arguments     map[string]string // what words and flags of usages stand for
	Examples      string
	Status        string
	Done, Failed  string
	NotUnderstood string `yaml:"not_understood"`
}

// Document is what is said of the files that a site's pages link to.
type Document struct {
	Read       string
	ReadPages  Plural `yaml:"read_pages"`
	Transcript string
	Enter      string
	Empty      string
	States     map[string]string // why a document cannot be read here, by document.State
	By, In     string
	ScriptIn   string `yaml:"transcript_in"`
	Part       string
	Simplified string
	Take, Play string
	Scan       string
	Date       string
	Months     map[string]string // by their numbers
	NoPicture  string            `yaml:"no_picture"`
}

// Poster is what a poster says to those who pass.
type Poster struct {
	Lead        string
	OneLine     string `yaml:"one_line"`
	NoAccount   string `yaml:"no_account"`
	Leave       string
	FirstTime   string `yaml:"first_time"`
	Open        string
	Type        string
	Putty       string
	Compare     string
	Read        string
	Fingerprint string
	Spaces      string
	Different   string
	OnTheWeb    string `yaml:"on_the_web"`
}

// Linear is what is said to those who read line by line.
type Linear struct {
	Welcome, Counts, Prompt, End, Updated, Contents string
	PromptPages                                     string `yaml:"prompt_pages"`
	ContentsHow                                     string `yaml:"contents_how"`
	Section                                         string
	NoHeadings                                      string `yaml:"no_headings"`
	Pages, Link, Address                            string
	OpensHere                                       string `yaml:"opens_here"`
	NoSuchLink                                      string `yaml:"no_such_link"`
	NoSuchSection                                   string `yaml:"no_such_section"`
	NoSuchNote                                      string `yaml:"no_such_note"`
	NoSuchPage                                      string `yaml:"no_such_page"`
	Nearest                                         string
	In                                              string
	Menu                                            string
	Listed                                          string
	NoMore                                          string `yaml:"no_more"`
	NoSuchEntry                                     string `yaml:"no_such_entry"`
	NoneOfThem                                      string `yaml:"none_of_them"`
	GoWhere                                         string `yaml:"go_where"`
	SearchWhat                                      string `yaml:"search_what"`
	SearchFound                                     Plural `yaml:"search_found"`
	SearchNothing                                   string `yaml:"search_nothing"`
	SearchBusy                                      string `yaml:"search_busy"`
	NextPage                                        string `yaml:"next_page"`
	LastPage                                        string `yaml:"last_page"`
	Found                                           string
	NotFound                                        string `yaml:"not_found"`
	FindWhat                                        string `yaml:"find_what"`
	NotUnderstood                                   string `yaml:"not_understood"`
	Idle, Draining                                  Plural
	Announcement                                    string
	HelpHead                                        string `yaml:"help_head"`
	Next, Again, Back                               string
	ReadWord                                        string `yaml:"read_word"`
	ReadHelp                                        string `yaml:"read_help"`
	ReadHow                                         string `yaml:"read_how"`
	ContentsWord                                    string `yaml:"contents_word"`
	SectionWord                                     string `yaml:"section_word"`
	NoteWord                                        string `yaml:"note_word"`
	LinksWord                                       string `yaml:"links_word"`
	PagesWord                                       string `yaml:"pages_word"`
	PageWord                                        string `yaml:"page_word"`
	MenuWord                                        string `yaml:"menu_word"`
	SearchWord                                      string `yaml:"search_word"`
	MoreWord                                        string `yaml:"more_word"`
	Go, Up, Before, After                           string
	Find, Help, Quit                                string
	NextHelp                                        string `yaml:"next_help"`
	AgainHelp                                       string `yaml:"again_help"`
	BackHelp                                        string `yaml:"back_help"`
	NumberHelp                                      string `yaml:"number_help"`
	ContentsHelp                                    string `yaml:"contents_help"`
	SectionHelp                                     string `yaml:"section_help"`
	NoteHelp                                        string `yaml:"note_help"`
	LinksHelp                                       string `yaml:"links_help"`
	PagesHelp                                       string `yaml:"pages_help"`
	PageHelp                                        string `yaml:"page_help"`
	MenuHelp                                        string `yaml:"menu_help"`
	SearchHelp                                      string `yaml:"search_help"`
	MoreHelp                                        string `yaml:"more_help"`
	GoHelp                                          string `yaml:"go_help"`
	UpHelp                                          string `yaml:"up_help"`
	BeforeHelp                                      string `yaml:"before_help"`
	AfterHelp                                       string `yaml:"after_help"`
	FindHelp                                        string `yaml:"find_help"`
	HelpHelp                                        string `yaml:"help_help"`
	QuitHelp                                        string `yaml:"quit_help"`
	Word, Number, Name                              string
	WordsWord                                       string `yaml:"words_word"`
	AddressWord                                     string `yaml:"address_word"`
	PromptShort                                     string `yaml:"prompt_short"`
	NotUnderstoodNear                               string `yaml:"not_understood_near"`
	WherePage                                       string `yaml:"where_page"`
	WhereUnder                                      string `yaml:"where_under"`
	WhereHeading                                    string `yaml:"where_heading"`
	WhereBefore                                     string `yaml:"where_before"`
	WherePart                                       string `yaml:"where_part"`
	NextHeading                                     string `yaml:"next_heading"`
	PreviousHeading                                 string `yaml:"previous_heading"`
	NextHeadingHelp                                 string `yaml:"next_heading_help"`
	PreviousHeadingHelp                             string `yaml:"previous_heading_help"`
	WhereHelp                                       string `yaml:"where_help"`
	AnnouncementsWord                               string `yaml:"announcements_word"`
	AnnouncementsHelp                               string `yaml:"announcements_help"`
	Where                                           string
	LanguageWord                                    string `yaml:"language_word"`
	LanguageHelp                                    string `yaml:"language_help"`
	AlsoIn                                          string `yaml:"also_in"`
	NoSuchLanguage                                  string `yaml:"no_such_language"`
}
