package main

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// Sizes of the heap that is prepared, in bytes.
const (
	smallHeap = 32 << 20
	largeHeap = 1 << 30
)

// prepareMemory asks for large pages for the heap that a data set of this many
// bytes will need. A month touches hundreds of megabytes once, and where the
// system gives large pages only to who asks, touching them 4 kB at a time takes
// as long as the work itself. The advice stays with the addresses: the memory
// is given back to the runtime at once, untouched, and used from there.
func prepareMemory(size int64) {
	heap := make([]byte, min(max(2*size, smallHeap), largeHeap))
	_ = unix.Madvise(heap, unix.MADV_HUGEPAGE) // refused: small pages do as well
	runtime.KeepAlive(heap)
	runtime.GC()
}
