package payload

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseSize reads 300, 4KiB, 1MiB, 1GiB.
func ParseSize(s string) (int64, error) {
	unit := int64(1)
	for suffix, u := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
		if strings.HasSuffix(s, suffix) {
			s, unit = strings.TrimSuffix(s, suffix), u
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("size %q: write a number, or one with KiB, MiB or GiB", s)
	}
	return n * unit, nil
}
