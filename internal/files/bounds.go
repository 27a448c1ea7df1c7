package files

// The bounds of a folder that is read or watched. What is beyond them is left out.
const (
	MaxFiles   = 50_000
	MaxFolders = 20_000 // with the folder itself
	MaxDepth   = 32     // folders within folders
)
