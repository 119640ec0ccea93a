package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"chargeback/internal/chargeback"
)

// peopleColumns are the columns of the known exports that hold names, logins,
// addresses or numbers of persons. They may be asked about (is there a user at
// all, does the login end in @elev…), but nothing of them is kept; as an id
// they are made pseudonymous.
var peopleColumns = []string{
	"userprincipalname", "user principal name", "upn", "samaccountname", "username", "user name", "användarnamn", "login",
	"mail", "email", "e-mail", "e-post", "epost", "emailaddress", "email address", "user email",
	"displayname", "display name", "visningsnamn", "name of user", "full name", "fullständigt namn",
	"givenname", "given name", "first name", "firstname", "förnamn", "surname", "last name", "lastname", "efternamn", "sn",
	"distinguishedname", "cn", "manager", "chef", "user", "användare", "contact", "kontakt", "alternate username",
	"primary user upn", "primary user email address", "primary user display name", "userdisplayname", "managed by user",
	"checked out", "utcheckad", "checked out to: username", "checked out to: first name", "checked out to: last name",
	"checked out to: email", "assigned_to", "assigned to", "technician in charge",
	"device name", "devicename", "enhetsnamn", "asset name", "computer name", "hostname", "datornamn",
	"personnummer", "personnr", "pnr", "social security number", "employeeid", "employee id", "employeenumber",
	"employee number", "employee no.", "anställningsnummer", "anställningsnr", "telephonenumber", "phone", "telefon",
}

// namesPeople returns the first of the columns that holds names of persons.
func namesPeople(columns []string) (string, bool) {
	for _, name := range columns {
		if slices.Contains(peopleColumns, fold(name)) {
			return name, true
		}
	}
	return "", false
}

// pseudonym makes of a login an id that is the same in every export and says
// nothing of whose it is: 80 bits of a keyed hash. The key never leaves the
// database, so nobody can try names against it.
func (r *rowReader) pseudonym(login string) string {
	mac := hmac.New(sha256.New, r.salt)
	mac.Write([]byte(fold(login)))
	return "~" + hex.EncodeToString(mac.Sum(nil)[:10])
}

// impersonal returns a text that may be kept: nothing of one with an address or
// a personnummer in it, and no control characters.
func impersonal(text string) string {
	if strings.Contains(text, "@") || chargeback.HoldsPersonnummer(text) {
		return ""
	}
	return strings.Join(strings.FieldsFunc(text, func(c rune) bool { return unicode.IsControl(c) || unicode.IsSpace(c) }), " ")
}
