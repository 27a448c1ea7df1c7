// Package hostile attacks the kiosk, and asks what its visitors notice. It is
// all tests. The kiosk is the real program in a process of its own; each attack
// is made of packets that no SSH library would send, by a process that gets what CPU
// the others leave; beside each of them honest visitors read the page and press keys.
//
//	go test ./internal/hostile                  # a fifth of a second of each attack
//	go test -v ./internal/hostile -attack 5s    # longer, with the figures as a table
//
// A table of every attack by itself takes half an hour, and a soak as long as it
// is told:
//
//	go test -timeout 1h -v ./internal/hostile -apart -attack 4s
//	go test -timeout 1h -v ./internal/hostile -run TestHostile -soak 10m -attack 4s -cgroup DIR
//
// The flags, all of which stand behind the package's name:
//
//	-attack D  how long each attack lasts
//	-apart     give each attack a kiosk of its own, so that the figures are its alone
//	-before    print the figures and assert nothing
//	-soak D    make all attacks in turn on one kiosk until D is over
//	-profiles D  write a profile of the kiosk's CPU under each attack to a folder
//	-cgroup C  put the kiosk into the control group whose folder is C
//
// Attacks go to loopback addresses alone; peer refuses any other. The tests need
// Linux: each attacker has a loopback address of its own, and /proc tells what
// the kiosk takes.
package hostile
