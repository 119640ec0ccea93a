package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"chargeback/internal/chargeback"
)

// tokenPrefix begins every API token, so that people and scanners for secrets
// recognise one.
const tokenPrefix = "chargeback_"

// tokenBytes is how many random bytes a token has.
const tokenBytes = 32

// idDigits is how much of a token's hash names it.
const idDigits = 10

// NewToken draws an API token. The secret is shown once; of it only the hash is
// stored, which 256 random bits need no more than SHA-256 for.
func NewToken(name string) (secret string, token chargeback.APIToken) {
	var raw [tokenBytes]byte
	_, _ = rand.Read(raw[:]) // never fails
	secret = tokenPrefix + base64.RawURLEncoding.EncodeToString(raw[:])
	hash := hashOf(secret)
	return secret, chargeback.APIToken{ID: hash[:idDigits], Name: name, Hash: hash}
}

// hashOf is the SHA-256 of a text in hexadecimal digits.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// bearer returns the API token of an Authorization header; ok is false where it
// is something else.
func bearer(header string) (secret string, ok bool) {
	scheme, secret, found := strings.Cut(header, " ")
	return secret, found && strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(secret, tokenPrefix)
}
