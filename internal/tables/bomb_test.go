package tables

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
)

// archiveOf makes a zip archive of texts.
func archiveOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := archive.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(w, content)
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	return b.Bytes()
}

const (
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// bareBook is the parts of a workbook with this sheet as its costs, and
// nothing else.
func bareBook(sheet string) map[string]string {
	const packages = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	const kind = `ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.`
	return map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Override PartName="/xl/workbook.xml" ` + kind + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ` + kind + `worksheet+xml"/></Types>`,
		"xl/worksheets/sheet1.xml": sheet,
		"xl/workbook.xml": `<workbook ` + mainSpace + ` xmlns:r="` + relations + `"><sheets>` +
			`<sheet name="costs" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"_rels/.rels": packages + `<Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/_rels/workbook.xml.rels": packages +
			`<Relationship Id="rId1" Type="` + relations + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
	}
}

// text is a cell that holds a text.
func text(s string) string { return `<c t="inlineStr"><is><t>` + s + `</t></is></c>` }

func sheetOf(rows string) string {
	return `<worksheet ` + mainSpace + `><sheetData>` + rows + `</sheetData></worksheet>`
}

var headerRow = "<row>" + text("id") + text("date") + text("category") + text("amount") + "</row>"

// TestBombs: a file that unpacks to far more than it is, or pretends to, is
// refused in no time and no memory (C7.4).
func TestBombs(t *testing.T) {
	folder := t.TempDir()
	zeros := strings.Repeat("\x00", 1<<20)
	f := func(name string, content []byte, want string) {
		t.Helper()
		path := filepath.Join(folder, "bomb.xlsx")
		require.NoError(t, os.WriteFile(path, content, 0o600))
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		set, err := openBook(path)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		assert.Nil(t, set)
		require.Error(t, err, name)
		assert.Contains(t, err.Error(), want, name)
		t.Log(name, took, err.Error()[:min(200, len(err.Error()))])
		assert.Less(t, took, 2*time.Second, name)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100<<20), name)
	}

	claims := func(packed, unpacked uint64) []byte { return claiming(t, "xl/worksheets/sheet1.xml", packed, unpacked) }
	f("claims 100 GiB", claims(10, 100<<30), "bad_workbook")
	f("claims 2^63", claims(10, 1<<63), "bad_workbook")
	f("claims a small size and is large", lying(t, 64<<20), "bad_workbook")

	parts := bareBook("")
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for name, content := range parts {
		w, err := archive.Create(name)
		require.NoError(t, err)
		for range 512 * strings.Count(name, "sheet1") {
			_, err = io.WriteString(w, zeros)
			require.NoError(t, err)
		}
		_, err = io.WriteString(w, content)
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	f("unpacks to 512 MiB", b.Bytes(), "bad_workbook")

	parts = bareBook(sheetOf(headerRow))
	many := make(map[string]string)
	for i := range 10_000 {
		many[fmt.Sprintf("xl/media/%d", i)] = ""
	}
	f("ten thousand entries", archiveOf(t, many), "bad_workbook")
	for i := range 60 {
		parts[fmt.Sprintf("xl/media/%d.xml", i)] = strings.Repeat(" ", 15<<20)
	}
	f("sixty parts of 15 MiB", archiveOf(t, parts), "bad_workbook")

	f("the last cell of a sheet", archiveOf(t, bareBook(sheetOf(headerRow+`<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`))), "missing_table")
	f("very wide rows", archiveOf(t, bareBook(sheetOf(headerRow+strings.Repeat(`<row><c r="XFD2"><v>1</v></c></row>`, 100_000)))), "costs: line 2: cell_count")
	f("an entity that grows", archiveOf(t, bareBook(`<!DOCTYPE a [<!ENTITY a "`+strings.Repeat("x", 1000)+`"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`+
		sheetOf(headerRow+"<row>"+text("&b;")+"</row>"))), "")
	f("nested elements", archiveOf(t, bareBook(sheetOf(strings.Repeat("<row>", 100_000)))), "")
}

// claiming is an archive whose directory claims sizes for an entry that it does
// not have.
func claiming(t *testing.T, name string, packed, unpacked uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	w, err := archive.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: packed, UncompressedSize64: unpacked})
	require.NoError(t, err)
	_, err = w.Write(make([]byte, packed))
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	return b.Bytes()
}

// lying is a workbook whose sheet unpacks to size, though the directory says
// that it is tiny.
func lying(t *testing.T, size int) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	require.NoError(t, err)
	content := []byte(sheetOf(headerRow) + strings.Repeat(" ", size))
	_, err = w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())

	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for name, text := range bareBook("") {
		if strings.Contains(name, "sheet1") {
			raw, err := archive.CreateRaw(&zip.FileHeader{
				Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(content),
				CompressedSize64: uint64(packed.Len()), UncompressedSize64: 100,
			})
			require.NoError(t, err)
			_, err = raw.Write(packed.Bytes())
			require.NoError(t, err)
			continue
		}
		part, err := archive.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(part, text)
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	return b.Bytes()
}

// TestDamagedWorkbooks: one byte of a part is wrong, or its XML breaks off. No
// row may be lost in silence.
func TestDamagedWorkbooks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "underlag.xlsx")
	f := func(content []byte) {
		t.Helper()
		require.NoError(t, os.WriteFile(path, content, 0o600))
		set, err := openBook(path)
		assert.Nil(t, set)
		assert.ErrorIs(t, err, &chargeback.Error{Code: chargeback.BadWorkbook})
	}
	row := "<row>" + text("k1") + text("2017-03-01") + text("PC") + text("1") + "</row>"
	whole := sheetOf(headerRow + row + row + row)
	for _, sheet := range []string{
		"", "inget", whole[:len(whole)-1], whole[:len(whole)-len("</worksheet>")], whole[:len(whole)/2],
		strings.Replace(whole, "k1", "k\x001", 1), strings.Replace(whole, "</is></c><c", "</is></c></row><c", 1),
		strings.Replace(whole, row, row[:20], 1), whole + "<a>",
	} {
		f(archiveOf(t, bareBook(sheet)))
	}
	damaged := archiveOf(t, bareBook(whole))
	at := bytes.Index(damaged, []byte("sheet1.xml")) + len("sheet1.xml") + 40
	damaged[at] ^= 0x55
	f(damaged)
}
