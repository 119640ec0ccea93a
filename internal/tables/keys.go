package tables

import (
	"cmp"
	"hash/maphash"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// rowsPerShard keeps each shard's map small enough for a core's own cache, so
// that the time per row stays the same as tables grow.
const rowsPerShard = 1 << 13

// keyIndex numbers the different keys of a table. It is built in shards by the
// hash of the key, on all cores; numbers do not depend on their number, but
// they do on the process: never show them.
type keyIndex[K comparable] struct {
	hash   func(K) uint64
	shards []map[K]int32
	first  []int32 // number of each shard's first key
}

// indexKeys numbers the keys of rows, and returns the number of each row's.
func indexKeys[T any, K comparable](rows []T, key func(*T) K, hash func(K) uint64) (*keyIndex[K], []int32) {
	shards := 1
	for shards*rowsPerShard < len(rows) {
		shards *= 2
	}
	x := &keyIndex[K]{hash: hash, shards: make([]map[K]int32, shards), first: make([]int32, shards+1)}

	// Sort the rows by shard.
	shard := make([]uint16, len(rows))
	start := make([]int32, shards+1)
	for i := range rows {
		shard[i] = uint16(hash(key(&rows[i])) & uint64(shards-1))
		start[shard[i]+1]++
	}
	for s := range shards {
		start[s+1] += start[s]
	}
	order := make([]int32, len(rows))
	at := slices.Clone(start)
	for i, s := range shard {
		order[at[s]] = int32(i)
		at[s]++
	}

	number := make([]int32, len(rows))
	forEach(shards, func(s int) {
		own := order[start[s]:start[s+1]]
		keys := make(map[K]int32, len(own))
		for _, i := range own {
			k := key(&rows[i])
			n, ok := keys[k]
			if !ok {
				n = int32(len(keys))
				keys[k] = n
			}
			number[i] = n
		}
		x.shards[s] = keys
	})
	for s := range shards {
		x.first[s+1] = x.first[s] + int32(len(x.shards[s]))
	}
	for i, s := range shard {
		number[i] += x.first[s]
	}
	return x, number
}

// len returns how many different keys there are.
func (x *keyIndex[K]) len() int { return int(x.first[len(x.shards)]) }

// lookupText returns the number of a key, and whether there is one. It does
// not allocate.
func lookupText(x *keyIndex[string], key []byte) (int32, bool) {
	s := maphash.Bytes(seed, key) & uint64(len(x.shards)-1)
	n, ok := x.shards[s][string(key)]
	return x.first[s] + n, ok
}

// forEach does jobs 0…n-1 on all cores.
func forEach(n int, job func(int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				job(i)
			}
		})
	}
	group.Wait()
}

var seed = maphash.MakeSeed()

func hashText(key string) uint64 { return maphash.String(seed, key) }

// hashNumber mixes a number's bits (the finalizer of MurmurHash3).
func hashNumber(key uint64) uint64 {
	key ^= key >> 33
	key *= 0xff51afd7ed558ccd
	return key ^ key>>33
}

// group sorts row numbers by the number of their key, stably: those of key k
// are order[start[k]:start[k+1]].
func groupRows(number []int32, keys int) (order, start []int32) {
	start = make([]int32, keys+1)
	for _, k := range number {
		start[k+1]++
	}
	for k := range keys {
		start[k+1] += start[k]
	}
	order = make([]int32, len(number))
	at := slices.Clone(start)
	for i, k := range number {
		order[at[k]] = int32(i)
		at[k]++
	}
	return order, start
}

// place is where a row stands and when it is valid.
type place struct {
	line  int
	valid allocation.Span
}

// checkOverlaps reports rows of the same key whose validities overlap, each
// with the row before it that it overlaps. Tables without validity pass
// allocation.Always.
func checkOverlaps[T any](rows []T, number []int32, keys int, at func(*T) place, shown func(*T) string, r *report) {
	if keys == len(rows) {
		return
	}
	order, start := groupRows(number, keys)
	for k := range keys {
		own := order[start[k]:start[k+1]]
		if len(own) < 2 {
			continue
		}
		slices.SortFunc(own, func(a, b int32) int {
			p, q := at(&rows[a]), at(&rows[b])
			return cmp.Or(cmp.Compare(p.valid.From, q.valid.From), cmp.Compare(p.line, q.line))
		})
		latest := own[0] // the one that is valid the longest so far
		for _, i := range own[1:] {
			p, q := at(&rows[latest]), at(&rows[i])
			if q.valid.From <= p.valid.To {
				r.overlap(p, q, shown(&rows[i]))
			}
			if q.valid.To > p.valid.To {
				latest = i
			}
		}
	}
}

// report gathers the errors of one table.
type report struct {
	table *schema
	file  string
	errs  chargeback.Errors
}

// overlap reports two rows of one key at the later line.
func (r *report) overlap(p, q place, key string) {
	if p.line > q.line {
		p, q = q, p
	}
	e := &chargeback.Error{Code: chargeback.DoubleKey, File: r.file, Line: q.line, Column: r.table.columns[0], Value: key}
	e.Args = []string{strconv.Itoa(p.line)}
	if p.valid != allocation.Always || q.valid != allocation.Always {
		e.Code = chargeback.OverlappingRows
		e.Args = append(e.Args, p.valid.From.String(), p.valid.To.String())
	}
	r.errs.Add(e)
}
