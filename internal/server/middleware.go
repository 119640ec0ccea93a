package server

import (
	"crypto/rand"
	"errors"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// requestIDKey is under which a request's id stands in its context.
const requestIDKey = "request_id"

// clientGone is told of a request whose client did not wait for the answer, as
// other servers tell it: nothing was wrong here.
const clientGone = 499

// observe gives the request an id, and tells and counts it when it is done.
func (s *Server) observe(c *gin.Context) {
	id := rand.Text()[:12]
	c.Set(requestIDKey, id)
	c.Header("X-Request-ID", id)
	begun := s.options.Now()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	took, status := s.options.Now().Sub(begun), c.Writer.Status()
	if status >= http.StatusInternalServerError && c.Request.Context().Err() != nil {
		status = clientGone
	}
	s.meters.observe(c.Request.Method, route, status, took)
	log := s.options.Log.Debug
	if status >= http.StatusInternalServerError {
		log = s.options.Log.Error
	}
	log("request", "id", id, "method", c.Request.Method, "route", route, "status", status, "ms", took.Milliseconds(), "errors", c.Errors.String())
}

// recover turns a panic into an answer without details, and tells it to the
// log with its id.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(fault)
		}
		s.options.Log.Error("panic", "id", c.GetString(requestIDKey), "route", c.FullPath(), "fault", fault, "stack", string(debug.Stack()))
		if !c.Writer.Written() {
			c.Header("Content-Type", "application/problem+json")
			c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{
				"status": http.StatusInternalServerError, "code": "internal", "title": "Internal error", "instance": c.GetString(requestIDKey),
			})
		}
	}()
	c.Next()
}

// policy allows what a page needs: its own files, and nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers go with every answer.
func (s *Server) headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
	if c.Request.TLS != nil || strings.EqualFold(c.GetHeader("X-Forwarded-Proto"), "https") && len(s.options.Proxies) > 0 {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.Next()
}

// limitBody cuts a body that is larger than a request may be: whoever reads it
// gets a *http.MaxBytesError, and the connection is closed.
func (s *Server) limitBody(c *gin.Context) {
	limit := int64(MaxBody)
	if slices.Contains(s.options.Uploads, c.FullPath()) {
		limit = MaxUpload
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	c.Next()
}
