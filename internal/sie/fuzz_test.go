package sie

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzRead reads anything: it never panics, its problems are located, and what
// balances can be written and reads back equal.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*.s[ei]")
	require.NoError(f, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte("#VER\n{\n#TRANS\n#TRANS 1 {1} \n#RAR 0\n#ORGNR\n#KSUMMA\n#KSUMMA x"))
	f.Add([]byte("\xEF\xBB\xBF#PROSA \xFF\x00{"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, problems := Read(data)
		require.NotNil(t, file)
		last := 1
		for _, c := range data {
			if c == '\n' {
				last++
			}
		}
		for _, p := range problems {
			require.NotEmpty(t, p.Code)
			require.GreaterOrEqual(t, p.Line, 0)
			require.LessOrEqual(t, p.Line, last)
			require.NotEmpty(t, p.Error())
		}
		file.Digest()
		if _, err := file.Reconcile(); err != nil {
			require.ErrorIs(t, err, ErrTooLarge)
		}
		rewritten(t, file)
	})
}

// FuzzFields splits any line, and writes texts that read back as they were.
func FuzzFields(f *testing.F) {
	f.Add(`#KONTO 1915 "Kassa \"special\""`, "Kassa", `"special"`)
	f.Add(`#KONTO 1684 "Fordringar leverant"r"`, `C:\Bok`, `\"`)
	f.Add(`#TRANS 7010 {1 "200" 6 {} 24150.00`, "{", "}")
	f.Add(`{"1" "456"}"a""b" "`, "", " ")
	f.Fuzz(func(t *testing.T, line, a, b string) {
		var s splitter
		fields, _ := s.split([]byte(line))
		size := 0
		for _, field := range fields {
			size += len(field.text)
			for _, item := range field.items {
				size += len(item)
			}
			require.True(t, !field.list || field.text == nil)
		}
		require.LessOrEqual(t, size, len(line))

		a, b = Writable(a), Writable(b)
		written := []byte("#LABEL ")
		written = appendQuoted(written, encodeCP437(nil, a))
		written = appendQuoted(append(written, " {1 "...), encodeCP437(nil, b))
		written = appendQuoted(append(written, "}\t"...), encodeCP437(nil, b))
		fields, flaws := s.split(written)
		require.Zero(t, flaws)
		require.Len(t, fields, 4)
		require.Equal(t, a, CP437.decode(fields[1].text))
		require.Len(t, fields[2].items, 2)
		require.Equal(t, b, CP437.decode(fields[2].items[1]))
		require.Equal(t, b, CP437.decode(fields[3].text))
	})
}
