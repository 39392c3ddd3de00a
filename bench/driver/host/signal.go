package host

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

var (
	cleaning sync.Mutex
	cleanup  []func()
	once     sync.Once
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
			cleaning.Lock()
			for i := len(cleanup) - 1; i >= 0; i-- {
				cleanup[i]()
			}
			os.Exit(130)
		}()
	})
}
