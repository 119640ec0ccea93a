package tables

import (
	"cmp"
	"hash/maphash"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"sync"
	"sync/atomic"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// rowKey is the key of a row. Keys stand beside the rows, and are dropped when
// they have been checked.
type rowKey[K comparable] struct {
	key        K
	hash, line uint32
}

// rowsPerShard keeps the slots of a shard in a core's own cache, so that the
// time per row stays the same as tables grow.
const rowsPerShard = 1 << 13

// keyTable numbers different keys: a hash table with linear probing. It took the
// place of Go's maps, which were a fifth of a large set's time: every key's hash
// is known beforehand, the slots are small, and the memory is used again.
type keyTable[K comparable] struct {
	slots []slot
	keys  []K // by number
}

// slot is a key's place: its hash, and its number from 1; 0 is free.
type slot struct {
	hash   uint32
	number int32
}

// reset makes the table empty, with room for n keys. Memory is reused.
func (t *keyTable[K]) reset(n int) {
	size := 4
	for size < 2*n {
		size *= 2
	}
	if size > cap(t.slots) {
		t.slots = make([]slot, size)
	} else {
		t.slots = t.slots[:size]
		clear(t.slots)
	}
	t.keys = t.keys[:0]
}

// find returns the number of a key of this hash that is the same, from 0, or
// -1 and the free slot where it belongs.
func (t *keyTable[K]) find(hash uint32, same func(K) bool) (number int32, free uint32) {
	mask := uint32(len(t.slots) - 1)
	for at := (hash >> shardBits) & mask; ; at = (at + 1) & mask {
		switch slot := t.slots[at]; {
		case slot.number == 0:
			return -1, at
		case slot.hash == hash && same(t.keys[slot.number-1]):
			return slot.number - 1, 0
		}
	}
}

// number returns the number of a key, a new one where it is new.
func (t *keyTable[K]) number(k *rowKey[K]) int32 {
	n, free := t.find(k.hash, func(other K) bool { return other == k.key })
	if n < 0 {
		t.keys = append(t.keys, k.key)
		n = int32(len(t.keys)) - 1
		t.slots[free] = slot{k.hash, n + 1}
	}
	return n
}

// shardBits is how many of a hash's lowest bits may choose the shard.
const shardBits = 12

// shardCount is how many shards a table of n rows has.
func shardCount(n int) int {
	shards := 1
	for shards*rowsPerShard < n && shards < 1<<shardBits {
		shards *= 2
	}
	return shards
}

// eachShard sorts rows by the shard of their key and visits each shard, on all
// cores: own are its rows in order, number those of their keys in table. The
// slices are the visitor's only during the visit; the table too, unless keep
// is set.
func eachShard[K comparable](keys []rowKey[K], keep bool, visit func(shard int, own, number []int32, table *keyTable[K])) {
	shards := shardCount(len(keys))
	mask := uint32(shards - 1)
	order, start := groupRows(len(keys), shards, func(i int32) int32 { return int32(keys[i].hash & mask) })
	pool := sync.Pool{New: func() any { return new(keyTable[K]) }}
	forEach(shards, func(s int) {
		table := pool.Get().(*keyTable[K])
		own := order[start[s]:start[s+1]]
		table.reset(len(own))
		number := make([]int32, len(own))
		for j, i := range own {
			number[j] = table.number(&keys[i])
		}
		visit(s, own, number, table)
		if !keep {
			pool.Put(table)
		}
	})
}

// keyIndex numbers the keys of a table that others refer to. Numbers depend on
// the process: never show them.
type keyIndex struct {
	tables []*keyTable[string]
	first  []int32 // number of each table's first key
}

// indexKeys numbers the keys, and returns the number of each row's.
func indexKeys(keys []rowKey[string]) (*keyIndex, []int32) {
	shards := shardCount(len(keys))
	x := &keyIndex{make([]*keyTable[string], shards), make([]int32, shards+1)}
	numbers := make([]int32, len(keys))
	eachShard(keys, true, func(s int, own, number []int32, table *keyTable[string]) {
		x.tables[s] = table
		for j, i := range own {
			numbers[i] = number[j]
		}
	})
	for s, table := range x.tables {
		x.first[s+1] = x.first[s] + int32(len(table.keys))
	}
	for i := range keys {
		numbers[i] += x.first[keys[i].hash&uint32(shards-1)]
	}
	return x, numbers
}

// len returns how many different keys there are.
func (x *keyIndex) len() int { return int(x.first[len(x.tables)]) }

// key returns the key of a number.
func (x *keyIndex) key(number int32) string {
	s := sort.Search(len(x.tables), func(s int) bool { return x.first[s+1] > number })
	return x.tables[s].keys[number-x.first[s]]
}

// find returns the number of a key, and whether there is one. It does not
// allocate.
func (x *keyIndex) find(key []byte) (int32, bool) {
	hash := uint32(maphash.Bytes(seed, key))
	s := hash & uint32(len(x.tables)-1)
	n, _ := x.tables[s].find(hash, func(other string) bool { return other == string(key) })
	return x.first[s] + n, n >= 0
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

func hashText(key string) uint32 { return uint32(maphash.String(seed, key)) }

// hashNumber mixes a number's bits (the finalizer of MurmurHash3).
func hashNumber(key uint64) uint32 {
	key ^= key >> 33
	key *= 0xff51afd7ed558ccd
	return uint32(key ^ key>>33)
}

// groupRows sorts row numbers by a key below keys, stably: those of key k are
// order[start[k]:start[k+1]].
func groupRows(rows, keys int, key func(int32) int32) (order, start []int32) {
	start = make([]int32, keys+2)
	for i := range int32(rows) {
		start[key(i)+2]++
	}
	for k := range keys {
		start[k+2] += start[k+1]
	}
	// start[k+1] is now where key k begins, and moves to where it ends.
	order = make([]int32, rows)
	for i := range int32(rows) {
		k := key(i) + 1
		order[start[k]] = i
		start[k]++
	}
	return order, start[:keys+1]
}

// checkOverlaps reports rows of the same key whose validities overlap, each
// with the row before it that it overlaps. Tables without validity are valid
// always.
func checkOverlaps[K comparable](keys []rowKey[K], valid func(int32) allocation.Span, shown func(K) string, r *report) {
	var mu sync.Mutex
	eachShard(keys, false, func(_ int, own, number []int32, table *keyTable[K]) {
		if len(table.keys) == len(own) {
			return
		}
		order, start := groupRows(len(own), len(table.keys), func(j int32) int32 { return number[j] })
		for k := range table.keys {
			same := order[start[k]:start[k+1]]
			if len(same) < 2 {
				continue
			}
			for n, j := range same {
				same[n] = own[j]
			}
			slices.SortFunc(same, func(a, b int32) int {
				return cmp.Or(cmp.Compare(valid(a).From, valid(b).From), cmp.Compare(a, b))
			})
			latest := same[0] // the one that is valid the longest so far
			for _, i := range same[1:] {
				if p, q := valid(latest), valid(i); q.From <= p.To {
					mu.Lock()
					r.overlap(keys[latest].line, p, keys[i].line, q, shown(keys[i].key))
					mu.Unlock()
				}
				if valid(i).To > valid(latest).To {
					latest = i
				}
			}
		}
	})
}

// report gathers the errors of one table.
type report struct {
	table *schema
	file  string
	errs  chargeback.Errors
}

// overlap reports two rows of one key at the later line.
func (r *report) overlap(line uint32, valid allocation.Span, line2 uint32, valid2 allocation.Span, key string) {
	if line > line2 {
		line, valid, line2, valid2 = line2, valid2, line, valid
	}
	e := &chargeback.Error{
		Code: chargeback.DoubleKey, File: r.file, Line: int(line2), Column: r.table.columns[0], Value: string(shorten([]byte(key))),
		Args: []string{strconv.Itoa(int(line))},
	}
	if valid != allocation.Always || valid2 != allocation.Always {
		e.Code = chargeback.OverlappingRows
		e.Args = append(e.Args, valid.From.String(), valid.To.String())
	}
	r.errs.Add(e)
}
