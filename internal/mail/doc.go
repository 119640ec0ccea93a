// Package mail sends a mail to those who read a bill when its month is closed.
// It owns what the mail looks like and how it is handed to a mail server; whom
// to tell, when, and how often to try is [billing.Service]'s, in the table
// notices, and the sentences are those of package words.
//
//   - A month is news for [billing.NoticeDays] days after it was closed. Whom to
//     tell is decided once for each month, and each person is told once of each
//     bill: the table has a unique key, and a month that is decided for stands in
//     the clock's ledger. Any number of servers may look at once.
//   - Closing a month neither sends nor waits for mail. What cannot be sent is
//     tried again after a minute and then less and less often, for about three
//     days; then it is given up, and the log says so. An address that the mail
//     server does not know is given up at once.
//   - A notice is claimed for [billing.NoticeLease] before it is sent, so that one
//     server at a time has it, and marked afterwards. A server that is stopped
//     marks what it has sent. One that is killed, or loses its mail server, after
//     the mail server took the message and before that is marked has the
//     message sent again: nobody can know then whether it was taken. Both have the
//     same Message-ID, by which many mailboxes show one.
//
// Decisions, December 2026:
//
//   - github.com/wneessen/go-mail: maintained, few dependencies, STARTTLS and
//     the login methods in use. Its errors name addresses and quote the mail
//     server, so none that comes after a recipient was named is logged: only a
//     code of our own and the numbers of the answer are.
//   - TLS is a must: STARTTLS, or TLS from the first byte on port 465, with a
//     certificate that the machine trusts. There is no way to go without.
//   - One connection per mail. A municipality has some dozens of readers.
//   - Nothing personal stands in the mail but the address that it goes to, and
//     nothing in it is fetched from anywhere. Amounts are what the person may
//     read when it is sent.
package mail
