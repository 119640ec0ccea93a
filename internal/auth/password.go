package auth

import (
	"context"
	"crypto/rand"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// How many characters a password has at least, and at most: hashing a longer
// one is work that a stranger could ask for.
const (
	minPassword = 12
	maxPassword = 200
)

// hashing is how much work a guess is: 32 MiB, twice over.
var hashing = &argon2id.Params{Memory: 32 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// CheckPassword refuses passwords that are easily guessed.
func CheckPassword(person chargeback.Person, password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < minPassword:
		return &chargeback.Error{Code: chargeback.ShortPassword, Args: []string{strconv.Itoa(minPassword)}}
	case n > maxPassword:
		return &chargeback.Error{Code: chargeback.LongPassword, Args: []string{strconv.Itoa(maxPassword)}}
	case same(password, person.Name), person.Email != "" && same(password, person.Email):
		return &chargeback.Error{Code: chargeback.PasswordIsName}
	}
	return nil
}

func same(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// HashPassword returns what is stored of a password.
func HashPassword(password string) (string, error) {
	return argon2id.CreateHash(password, hashing)
}

// NewPassword draws a password for one time: 80 bits in four groups that can be
// read out.
func NewPassword() string {
	text := strings.ToLower(rand.Text())
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:16]
}

// EnsureAdmin gives an administrator a one-time password where nobody can log
// in yet. The password is returned once, to be shown and forgotten; both are
// empty where somebody can log in.
func EnsureAdmin(ctx context.Context, s *billing.Service, who billing.Actor) (name, password string, err error) {
	password = NewPassword()
	hash, err := HashPassword(password)
	if err != nil {
		return "", "", err
	}
	name, err = s.FirstAdmin(ctx, who, hash)
	if err != nil || name == "" {
		return "", "", err
	}
	return name, password, nil
}
