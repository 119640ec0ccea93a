package main

import (
	"archive/zip"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// bookOf writes files as a workbook with a sheet per table, its XML made by
// hand: a witness other than the library that reads it.
func bookOf(t testing.TB, files map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "underlag.xlsx")
	file, err := os.Create(path)
	require.NoError(t, err)
	defer file.Close()
	archive := zip.NewWriter(file)
	part := func(name, content string) {
		w, err := archive.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(xml.Header + content))
		require.NoError(t, err)
	}
	const (
		main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
		rel  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		pkg  = "http://schemas.openxmlformats.org/package/2006/"
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	)
	var sheets, relations, types strings.Builder
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		n, table := i+1, strings.TrimSuffix(name, ".csv")
		part(fmt.Sprintf("xl/worksheets/sheet%d.xml", n), fmt.Sprintf(`<worksheet %s><sheetData>%s</sheetData></worksheet>`, main, sheetRows(t, files[name])))
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, table, n, n)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, rel, n)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, kind)
	}
	part("xl/workbook.xml", fmt.Sprintf(`<workbook %s xmlns:r="%s"><sheets>%s</sheets></workbook>`, main, rel, sheets.String()))
	part("xl/_rels/workbook.xml.rels", fmt.Sprintf(`<Relationships xmlns="%srelationships">%s</Relationships>`, pkg, relations.String()))
	part("_rels/.rels", fmt.Sprintf(`<Relationships xmlns="%srelationships"><Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>`, pkg, rel))
	part("[Content_Types].xml", fmt.Sprintf(`<Types xmlns="%scontent-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
		`<Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/>%s</Types>`, pkg, kind, types.String()))
	require.NoError(t, archive.Close())
	return path
}

// sheetRows is a CSV file as the rows of a sheet: texts, and errors of formulas.
func sheetRows(t testing.TB, content string) string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(content)).ReadAll()
	require.NoError(t, err)
	var rows strings.Builder
	for _, record := range records {
		rows.WriteString("<row>")
		for _, cell := range record {
			if strings.HasPrefix(cell, "#") {
				fmt.Fprintf(&rows, `<c t="e"><v>%s</v></c>`, cell)
				continue
			}
			rows.WriteString(`<c t="inlineStr"><is><t>`)
			require.NoError(t, xml.EscapeText(&rows, []byte(cell)))
			rows.WriteString(`</t></is></c>`)
		}
		rows.WriteString("</row>")
	}
	return rows.String()
}
