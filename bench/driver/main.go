// Command bench drives load, compares registries and crashes them. See ../README.md.
package main

import (
	"fmt"
	"os"

	"portcullis/bench/compare"
	"portcullis/bench/crash"
	"portcullis/bench/growth"
	"portcullis/bench/workload"
)

func main() {
	verbs := map[string]func([]string) error{
		"load":    workload.Main,
		"compare": compare.Main,
		"crash":   crash.Main,
		"growth":  growth.Main,
	}
	if len(os.Args) < 2 || verbs[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: bench load|compare|growth|crash ...; see bench/README.md")
		os.Exit(2)
	}
	if err := verbs[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench "+os.Args[1]+": "+err.Error())
		os.Exit(1)
	}
}
