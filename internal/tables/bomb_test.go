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
		assert.Less(t, took, 2*time.Second, name)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100<<20), name)
	}

	claims := func(packed, unpacked uint64) []byte { return claiming(t, "xl/worksheets/sheet1.xml", packed, unpacked) }
	f("claims 100 GiB", claims(10, 100<<30), "bad_workbook")
	f("claims 2^63", claims(10, 1<<63), "bad_workbook")
	f("claims a small size and is large", packed(t, bareBook(""), "xl/worksheets/sheet1.xml", 64<<20, 100), "bad_workbook")

	f("unpacks to 64 MiB", packed(t, bareBook(""), "xl/worksheets/sheet1.xml", 64<<20, 64<<20), "bad_workbook")
	many := make(map[string]string)
	for i := range 10_000 {
		many[fmt.Sprintf("xl/media/%d", i)] = ""
	}
	f("ten thousand entries", archiveOf(t, many), "bad_workbook")
	f("many parts of 15 MiB", packed(t, bareBook(""), "xl/media/%d.xml", 15<<20, 15<<20), "bad_workbook")
	f("the last cell of a sheet", archiveOf(t, bareBook(sheetOf(headerRow+`<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`))), "too far to the right")
	f("very wide rows", archiveOf(t, bareBook(sheetOf(headerRow+strings.Repeat(`<row><c r="XFD2"><v>1</v></c></row>`, 100_000)))), "too far to the right")
	f("the last row of a sheet", archiveOf(t, bareBook(sheetOf(headerRow+`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`))), "missing_table")
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

// packed is a workbook with a part of spaces, or twenty of them where its name
// has a number, that unpacks to size and claims another.
func packed(t *testing.T, parts map[string]string, name string, size int, claim uint64) []byte {
	t.Helper()
	var spaces bytes.Buffer
	w, err := flate.NewWriter(&spaces, flate.BestSpeed)
	require.NoError(t, err)
	content := bytes.Repeat([]byte(" "), size)
	_, err = w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())

	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for i := range 1 + 19*strings.Count(name, "%d") {
		own := strings.Replace(name, "%d", fmt.Sprint(i), 1)
		delete(parts, own)
		raw, err := archive.CreateRaw(&zip.FileHeader{
			Name: own, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(content),
			CompressedSize64: uint64(spaces.Len()), UncompressedSize64: claim,
		})
		require.NoError(t, err)
		_, err = raw.Write(spaces.Bytes())
		require.NoError(t, err)
	}
	for name, text := range parts {
		part, err := archive.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(part, text)
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	return b.Bytes()
}

// TestDamagedWorkbooks: one byte of a part is wrong, its XML breaks off, or its
// cells are not in order. No row may be lost or moved in silence.
func TestDamagedWorkbooks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "underlag.xlsx")
	f := func(content []byte, want error) {
		t.Helper()
		require.NoError(t, os.WriteFile(path, content, 0o600))
		set, err := openBook(path)
		assert.Nil(t, set)
		assert.ErrorIs(t, err, want)
	}
	damaged := &chargeback.Error{Code: chargeback.BadWorkbook}
	cells := text("k1") + text("2017-03-01") + text("PC") + text("1")
	row := "<row>" + cells + "</row>"
	whole := sheetOf(headerRow + row + row + row)
	for _, sheet := range []string{
		whole[:len(whole)-1], whole[:len(whole)-len("</worksheet>")], whole[:len(whole)/2],
		strings.Replace(whole, "k1", "k\x001", 1), strings.Replace(whole, "</is></c><c", "</is></c></row><c", 1),
		strings.Replace(whole, row, row[:20], 1), whole + "<a>", strings.Replace(whole, "k1", "k\xFF1", 1),
		sheetOf(headerRow + `<row r="3">` + cells + `</row><row r="2">` + cells + `</row>`),
		sheetOf(headerRow + `<row r="2">` + cells + `</row><row r="2">` + cells + `</row>`),
		sheetOf(headerRow + `<row><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`),
		sheetOf(headerRow + `<row><c r="A2"><v>1</v></c><c r="A2"><v>1</v></c></row>`),
	} {
		f(archiveOf(t, bareBook(sheet)), damaged)
	}
	empty := &chargeback.Error{Code: chargeback.EmptyTable}
	f(archiveOf(t, bareBook("")), empty)
	f(archiveOf(t, bareBook(sheetOf(""))), empty)

	book := archiveOf(t, bareBook(whole))
	book[bytes.Index(book, []byte("sheet1.xml"))+len("sheet1.xml")+40] ^= 0x55
	f(book, damaged)

	// The order that formulas are computed in is no order of cells.
	parts := bareBook(whole)
	parts["xl/calcChain.xml"] = `<calcChain ` + mainSpace + `><c r="B2" i="1"/><c r="A1"/><c r="XFD1"/></calcChain>`
	f(archiveOf(t, parts), &chargeback.Error{Code: chargeback.DoubleKey})
}
