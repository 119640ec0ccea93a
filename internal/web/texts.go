package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// texts adds the pages that only say something.
func (h *handler) texts(r gin.IRouter) {
	for path, text := range map[string]struct{ template, swedish, english string }{
		"/accessibility": {"accessibility", "Tillgänglighetsredogörelse", "Accessibility statement"},
		"/about":         {"about", "Så räknar vi", "How we count"},
		"/contact":       {"contact", "Fråga ekonomi", "Ask finance"},
	} {
		r.GET(path, func(c *gin.Context) {
			h.show(c, http.StatusOK, text.template, page{Title: language(c).Pick(text.swedish, text.english)})
		})
	}
}

// organisation is the municipality's name, empty where it is not known.
func (h *handler) organisation(c *gin.Context) string {
	name, err := h.Service.Organisation(c.Request.Context())
	if err != nil {
		_ = c.Error(err) // a page about a failure is shown without it
	}
	return name
}
