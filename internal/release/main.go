// Command release makes what .ci/release cannot make by a tool that there is: archives and
// container images that are the same bytes whenever they are made, and the licences of the
// modules that are linked into a program. It builds nothing itself.
//
// All of it depends on the files that it is given, and on SOURCE_DATE_EPOCH, the time that
// everything in an archive has (https://reproducible-builds.org/specs/source-date-epoch/).
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"
)

type cli struct {
	Epoch int64 `env:"SOURCE_DATE_EPOCH" required:"" placeholder:"SECONDS" help:"The time of every file, in seconds since 1970."`

	Archive archiveCommand `cmd:"" help:"Pack a folder, as .tar.gz or .zip."`
	Image   imageCommand   `cmd:"" help:"Make a container image of a program."`
	Notices noticesCommand `cmd:"" help:"Print the licences of what is linked into programs."`
}

type archiveCommand struct {
	Folder string `arg:"" type:"existingdir" help:"The folder; the archive has it by its name."`
	Output string `short:"o" required:"" placeholder:"FILE" help:"The archive, .tar.gz or .zip."`
}

// Run packs the folder.
func (c *archiveCommand) Run(at time.Time) error {
	return writeFile(c.Output, func(f *os.File) error { return archive(f, filepath.Base(c.Output), c.Folder, at) })
}

type imageCommand struct {
	Binary string `arg:"" type:"existingfile" help:"The program, for Linux and static."`
	Arch   string `required:"" help:"Its architecture, as Go calls it."`
	Name   string `required:"" help:"The image's name, with its tag."`
	Output string `short:"o" required:"" placeholder:"FILE" help:"The archive, .tar."`
}

// Run makes the image.
func (c *imageCommand) Run(at time.Time) error {
	binary, err := os.ReadFile(c.Binary)
	if err != nil {
		return fmt.Errorf("reading the program: %w", err)
	}
	return writeFile(c.Output, func(f *os.File) error { return writeImage(f, binary, c.Arch, c.Name, at) })
}

type noticesCommand struct {
	Binaries []string `arg:"" type:"existingfile" help:"The programs."`
	Beside   []string `placeholder:"FILE" help:"More notices, of what no module has its own for."`
}

// Run prints the notices.
func (c *noticesCommand) Run() error {
	text, err := notices(c.Binaries, c.Beside)
	if err != nil {
		return err
	}
	_, err = os.Stdout.WriteString(text)
	return err
}

// writeFile makes a file, and leaves none that is half written.
func writeFile(path string, write func(*os.File) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("making %s: %w", path, err)
	}
	err = write(f)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

func main() {
	var c cli
	k := kong.Parse(&c, kong.Name("release"))
	if err := k.Run(time.Unix(c.Epoch, 0).UTC()); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}
