package api

import (
	"io"
	"mime/multipart"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"chargeback/internal/chargeback"
)

// checkForm refuses fields that an import does not have, and those that stand
// twice; there may be several files.
func checkForm(values map[string][]string, files map[string][]*multipart.FileHeader) error {
	var known []string
	t := reflect.TypeFor[importForm]()
	for i := range t.NumField() {
		known = append(known, t.Field(i).Tag.Get("form"))
	}
	for name, all := range values {
		if name == "file" || !slices.Contains(known, name) || len(all) > 1 {
			return &chargeback.Error{Code: chargeback.UnknownField, Value: name}
		}
		if !plain(all[0]) {
			return &chargeback.Error{Code: chargeback.BadParameter, Value: all[0], Args: []string{name}}
		}
	}
	for name := range files {
		if name != "file" {
			return &chargeback.Error{Code: chargeback.UnknownField, Value: name}
		}
	}
	return nil
}

// mostFiles is how many files one import may have: there are fewer tables.
const mostFiles = 50

// receive stores the files of a form in a folder of their own.
func receive(form *importForm) (*upload, error) {
	u := &upload{form: form}
	if len(form.File) > mostFiles {
		return nil, &chargeback.Error{Code: chargeback.RequestTooLarge}
	}
	var err error
	if u.folder, err = os.MkdirTemp("", "chargeback-import-*"); err != nil {
		return nil, err
	}
	for i := range form.File {
		name := safeName(form.File[i].Filename, i)
		if slices.ContainsFunc(u.names, func(other string) bool { return strings.EqualFold(other, name) }) {
			return u, &chargeback.Error{Code: chargeback.UnknownField, Value: name}
		}
		data, err := io.ReadAll(form.File[i])
		if err == nil {
			err = os.WriteFile(filepath.Join(u.folder, name), data, 0o600)
		}
		if err != nil {
			return u, err
		}
		u.names, u.sums = append(u.names, name), append(u.sums, sumOf(data))
	}
	return u, nil
}

// maxFileName is how long a file's name may be, in bytes.
const maxFileName = 120

// safeName is the name that a file was sent with where it is a plain one, else
// one of our own with the ending that says what the file is.
func safeName(sent string, place int) string {
	isPlain := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune(" ._-", c) }
	if sent != "" && len(sent) <= maxFileName && utf8.ValidString(sent) && sent[0] != '.' && sent[0] != ' ' &&
		!strings.ContainsFunc(sent, func(c rune) bool { return !isPlain(c) }) {
		return sent
	}
	ending := strings.ToLower(filepath.Ext(sent))
	if !slices.Contains([]string{".csv", ".xlsx", ".se", ".si", ".sie", ".json"}, ending) {
		ending = ""
	}
	return "fil" + strconv.Itoa(place+1) + ending
}

// path is what is imported: the file, or the folder where there are several.
func (u *upload) path() string {
	if len(u.names) == 1 {
		return filepath.Join(u.folder, u.names[0])
	}
	return u.folder
}

// name is what the import is called.
func (u *upload) name() string {
	name := strings.Join(u.names, ", ")
	if len(name) > 4*maxFileName {
		name = strings.ToValidUTF8(name[:4*maxFileName], "") + "…"
	}
	return name
}
