package web

import (
	"crypto/rand"
	"io"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"chargeback/internal/intake"
)

// uploads are files that somebody has sent and not yet had imported. They are
// kept in a folder of the server's own, under names of its own making, for half
// an hour.
type uploads struct {
	now   func() time.Time
	mutex sync.Mutex
	files map[string]upload
}

// upload is one file, and what was said of it.
type upload struct {
	folder, person string
	until          time.Time
	file           intake.File
}

// How long an upload waits, and how many one person may have waiting.
const (
	uploadTime = 30 * time.Minute
	mostWaits  = 5
)

// keep stores a file for a person, and returns its id. Of the name that the
// browser gave only the last part is kept: it may name the table.
func (u *uploads) keep(person string, header *multipart.FileHeader, said intake.File) (string, error) {
	source, err := header.Open()
	if err != nil {
		return "", err
	}
	defer source.Close()
	folder, err := os.MkdirTemp("", "chargeback-upload-")
	if err != nil {
		return "", err
	}
	said.Path = filepath.Join(folder, safeName(header.Filename))
	target, err := os.OpenFile(said.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = io.Copy(target, source)
		if closed := target.Close(); err == nil {
			err = closed
		}
	}
	if err != nil {
		os.RemoveAll(folder)
		return "", err
	}
	u.mutex.Lock()
	defer u.mutex.Unlock()
	u.drop(person)
	id := rand.Text()
	if u.files == nil {
		u.files = make(map[string]upload)
	}
	u.files[id] = upload{folder, person, u.now().Add(uploadTime), said}
	return id, nil
}

// drop removes what has waited too long, and the oldest of a person who has
// many waiting.
func (u *uploads) drop(person string) {
	now, count, oldest := u.now(), 0, ""
	for id, f := range u.files {
		if f.until.Before(now) {
			u.remove(id)
			continue
		}
		if f.person == person {
			count++
			if oldest == "" || f.until.Before(u.files[oldest].until) {
				oldest = id
			}
		}
	}
	if count >= mostWaits {
		u.remove(oldest)
	}
}

func (u *uploads) remove(id string) {
	os.RemoveAll(u.files[id].folder)
	delete(u.files, id)
}

// find returns the upload of a person; ok is false where there is none, or it
// is somebody else's.
func (u *uploads) find(id, person string) (intake.File, bool) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	f, ok := u.files[id]
	if !ok || f.person != person || f.until.Before(u.now()) {
		return intake.File{}, false
	}
	return f.file, true
}

// done removes an upload that has been imported.
func (u *uploads) done(id string) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	u.remove(id)
}

// safeName is the last part of a name that a browser gave, without what a file
// system could read as anything but a name.
func safeName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7F || strings.ContainsRune(`:*?"<>|`, c) {
			return '_'
		}
		return c
	}, name)
	for len(name) > 120 {
		name = name[1:]
	}
	if name = strings.TrimLeft(strings.ToValidUTF8(name, "_"), "."); name == "" {
		return "fil"
	}
	return name
}
