package host

import (
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

var (
	cleaning sync.Mutex
	cleanup  []func()
	once     sync.Once
	stopping bool // guarded by cleaning: nothing is started any more
)

// OnSignal runs these when the program is interrupted, the last registered first, and then exits.
func OnSignal(f func()) {
	cleaning.Lock()
	cleanup = append(cleanup, f)
	cleaning.Unlock()
	once.Do(func() {
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
		go func() {
			<-c
			cleaning.Lock() // for good
			stopping = true
			for i := len(cleanup) - 1; i >= 0; i-- {
				cleanup[i]()
			}
			os.Exit(130)
		}()
	})
}

// begin starts something that a cleanup knows how to end, unless the cleanup has begun.
func begin(start func() error) error {
	cleaning.Lock()
	defer cleaning.Unlock()
	if stopping {
		return errors.New("interrupted")
	}
	return start()
}
