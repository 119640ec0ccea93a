package web

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"chargeback/internal/billing"
)

// kept are pages as they were last shown. All that changes what a page shows
// leaves an event, so that they are what would be shown again while the audit
// chain has the same head; with a new one they are forgotten. Many readers of
// one bill on the day that it comes cost little more than one.
type kept struct {
	mutex sync.Mutex
	head  string
	pages map[string][]byte
	size  int
}

// mostKept is how many bytes of pages are kept.
const mostKept = 32 << 20

// get returns the page of a key at a head.
func (k *kept) get(head, key string) ([]byte, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.head != head {
		k.head, k.pages, k.size = head, make(map[string][]byte), 0
	}
	page, ok := k.pages[key]
	return page, ok
}

// put keeps a page that was begun at a head, unless there is a newer one.
func (k *kept) put(head, key string, page []byte) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.head != head || k.size+len(page) > mostKept {
		return
	}
	if _, raced := k.pages[key]; !raced {
		k.pages[key], k.size = page, k.size+len(page)
	}
}

// again is a handler of a page that is shown again while nothing has changed:
// to the same person with the same powers, on the same day, in the same
// language and theme. Pages with keys of forms, and those that say something
// once, are none of these.
func (h *handler) again(handle gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		if notice, err := c.Cookie(noticeCookie); err == nil && notice != "" {
			handle(c)
			return
		}
		head, err := h.Service.Version(c.Request.Context())
		if err != nil {
			h.fail(c, err)
			return
		}
		caller := callerOf(c)
		key := fmt.Sprintf("%q", []any{
			c.Request.URL.RequestURI(), partial(c), language(c), theme(c), caller.Person.Name, caller.Token, caller.Roles, h.scope(c), billing.DayIn(h.Service.Now()),
		})
		at := fmt.Sprint(head)
		if page, ok := h.kept.get(at, key); ok {
			c.Data(http.StatusOK, htmlType, page)
			return
		}
		copied := &copyWriter{ResponseWriter: c.Writer}
		c.Writer = copied
		handle(c)
		if c.Writer.Status() == http.StatusOK && c.Writer.Header().Get("Content-Type") == htmlType && c.Writer.Header().Get("Set-Cookie") == "" {
			h.kept.put(at, key, copied.body.Bytes())
		}
	}
}

// copyWriter keeps a copy of what it writes.
type copyWriter struct {
	gin.ResponseWriter
	body bytes.Buffer
}

func (w *copyWriter) Write(p []byte) (int, error) {
	w.body.Write(p)
	return w.ResponseWriter.Write(p)
}
