package words

import "chargeback/internal/chargeback"

// authFailures tell why somebody did not get in, or may not do what they asked.
var authFailures = map[chargeback.Code][2]string{
	chargeback.RequestDecided: {
		"begäran {0} har redan avgjorts; se hur den slutade i listan",
		"request {0} has already been decided; see the outcome in the list",
	},
}
