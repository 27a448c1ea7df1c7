//go:build linux

package hostile

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Attackers have machines of their own. Here they have a process of their own, which gets
// what CPU the kiosk and its honest visitors leave: in one with the visitors, what these
// waited for was mostly the attackers, who send many times what the kiosk reads.

// asAttackers names the variable that tells a process what it attacks, as an order. Such a
// process is no test.
const asAttackers = "KIOSK_HOSTILE_ATTACKERS"

// order is what attackers are to do.
type order struct {
	Attack  string
	Address string        // of the kiosk
	Last    time.Duration // how long
	Source  int64         // the number of the first of their addresses
}

// did is what attackers did.
type did struct {
	Lived int64 // connections that they had, one after another
	Sent  int64 // bytes
}

// obey carries an order out. It says "attacking" when the first attacker has reached the
// kiosk, from when on the attack lasts, and at the end what was done.
func obey(text string) error {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	if err := onLoopback(o.Address); err != nil {
		return err
	}
	for _, g := range groups() {
		for _, a := range g.attacks {
			if a.name == o.Attack {
				return json.NewEncoder(os.Stdout).Encode(a.attack(o, func() { fmt.Println("attacking") }))
			}
		}
	}
	return fmt.Errorf("there is no attack %q", o.Attack)
}

// attack makes an attack for a time, from when it calls begun.
func (a attack) attack(o order, begun func()) did {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	kiosk := &process{address: o.Address}
	sourceCount, each := a.size()
	var sent, lived atomic.Int64
	var attackers sync.WaitGroup
	for s := range sourceCount {
		n := o.Source + int64(s)
		source := fmt.Sprintf("127.%d.%d.%d", 10+n/200/200%100, n/200%200, 1+n%200)
		for i := range each {
			attackers.Go(func() {
				for lives := 0; ctx.Err() == nil; lives++ {
					life, end := context.WithCancel(ctx)
					d := &door{ctx: life, kiosk: kiosk, number: s*each + i, lives: lives, lived: &lived,
						options: dialOptions{source: source, deaf: a.deaf, sent: &sent}}
					a.life(d)
					end()
					d.ctx = ctx
					d.wait(5 * time.Millisecond) // a client that is not let in takes a breath
				}
			})
		}
	}
	// On a busy machine it takes them a while to come.
	for deadline := time.Now().Add(patience); lived.Load() == 0 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	begun()
	time.AfterFunc(o.Last, cancel)
	attackers.Wait()
	return did{lived.Load(), sent.Load()}
}

// size is from how many addresses an attack comes, and how many connections there are
// from each at once.
func (a attack) size() (sources, each int) { return max(a.sources, 1), max(a.each, 1) }

// begin has a process of its own make an attack, and returns when it does. end waits for
// it to be over.
func (a attack) begin(address string, last time.Duration) (end func() (did, error), err error) {
	sourceCount, _ := a.size()
	text, err := json.Marshal(order{a.name, address, last, sources.Add(int64(sourceCount)) - int64(sourceCount)})
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asAttackers+"="+string(text))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	started, over := make(chan error, 1), make(chan error, 1)
	said := bufio.NewReader(out)
	result := make(chan did, 1)
	go func() {
		runtime.LockOSThread() // for good: the priority is this thread's, and Pdeathsig too
		const last = 19        // nobody comes after those of this niceness
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, last)
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		var d did
		if _, err = said.ReadString('\n'); err == nil {
			started <- nil
			err = json.NewDecoder(said).Decode(&d)
		}
		close(started)
		_, _ = io.Copy(io.Discard, said)
		if waited := cmd.Wait(); err == nil {
			err = waited
		}
		result <- d
		over <- err
	}()
	for range 2 { // it is there, and it has begun
		if err = <-started; err != nil {
			return nil, fmt.Errorf("starting the attackers: %w", err)
		}
	}
	return func() (did, error) { return <-result, <-over }, nil
}
