package main

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// largeSet is the size from which a data set is worth large pages, in bytes.
const largeSet = 32 << 20

// prepareMemory asks for large pages for the heap that a data set of this many
// bytes will need. A month touches hundreds of megabytes once, and where the
// system gives large pages only to who asks, touching them 4 kB at a time takes
// as long as the work itself. The advice stays with the addresses: the memory
// is given back to the runtime at once, untouched, and used from there.
func prepareMemory(size int64) {
	if size < largeSet {
		return
	}
	heap := make([]byte, min(2*size, 1<<30))
	_ = unix.Madvise(heap, unix.MADV_HUGEPAGE) // refused: small pages do as well
	runtime.KeepAlive(heap)
	runtime.GC()
}
