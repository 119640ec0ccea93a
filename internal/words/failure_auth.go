package words

import "chargeback/internal/chargeback"

// authFailures tell why somebody did not get in, or may not do what they asked.
var authFailures = map[chargeback.Code][2]string{
	chargeback.RequestDecided: {
		"begäran {0} har redan avgjorts; se hur den slutade i listan",
		"request {0} has already been decided; see the outcome in the list",
	},
	chargeback.KeyMissing: {
		"begäran saknar Idempotency-Key; skicka en ny slumpad nyckel med varje ändring",
		"the request has no Idempotency-Key; send a new random key with every change",
	},
	chargeback.KeyReused: {
		"nyckeln ”{value}” har redan använts till en annan begäran; skicka en ny",
		"the key “{value}” was used for another request; send a new one",
	},
	chargeback.KeyInFlight: {
		"samma begäran behandlas redan; vänta och försök igen med samma nyckel",
		"the same request is being handled; wait, and try again with the same key",
	},
}
