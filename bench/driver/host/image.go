package host

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Image is an ext4 file system in a file, mounted through a loop device. A copy of the file taken while it is
// mounted is what the disk would hold had the power gone at that moment.
type Image struct {
	File, Mount string
	mounted     bool
}

// NewImage makes and mounts one.
func NewImage(dir, name string, size int64) (*Image, error) {
	i := &Image{File: filepath.Join(dir, name+".img"), Mount: filepath.Join(dir, name)}
	if err := os.MkdirAll(i.Mount, 0o755); err != nil {
		return nil, err
	}
	f, err := os.Create(i.File)
	if err != nil {
		return nil, err
	}
	err = f.Truncate(size)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, err
	}
	if err := quiet("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", i.File); err != nil {
		return nil, err
	}
	OnSignal(i.Unmount)
	return i, i.mount()
}

// mount: the metadata of files that nobody synced is written after 300 s and not after 5, so that nothing is
// saved by luck.
func (i *Image) mount() error {
	if err := quiet("mount", "-o", "loop,commit=300", i.File, i.Mount); err != nil {
		return err
	}
	i.mounted = true
	return nil
}

// Unmount waits for the last process to let go.
func (i *Image) Unmount() {
	for range 100 {
		if !i.mounted {
			return
		}
		if quiet("umount", i.Mount) == nil {
			i.mounted = false
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	fmt.Fprintln(os.Stderr, "could not unmount", i.Mount)
}

// Snapshot copies the file as it is now. The writers must be stopped, and nothing may be flushed first.
func (i *Image) Snapshot() error {
	return quiet("cp", "--sparse=always", i.File, i.File+".crash")
}

// Revert unmounts, puts the snapshot in place and mounts that: the disk after the power came back.
func (i *Image) Revert() error {
	i.Unmount()
	if i.mounted {
		return fmt.Errorf("%s is still in use", i.Mount)
	}
	if err := os.Rename(i.File+".crash", i.File); err != nil {
		return err
	}
	return i.mount()
}

// Free is the space left for others than root, in bytes.
func (i *Image) Free() int64 {
	var s syscall.Statfs_t
	if syscall.Statfs(i.Mount, &s) != nil {
		return 0
	}
	return int64(s.Bavail) * s.Bsize
}

// Fill takes all space but left, in a file whose path it returns.
func (i *Image) Fill(left int64) (string, error) {
	path := filepath.Join(i.Mount, "ballast")
	f, err := os.Create(path)
	if err != nil {
		return path, err
	}
	defer f.Close()
	if n := i.Free() - left; n > 0 {
		err = syscall.Fallocate(int(f.Fd()), 0, 0, n)
	}
	return path, err
}

func quiet(name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(out)))
	}
	return nil
}
