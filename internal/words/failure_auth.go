package words

import "chargeback/internal/chargeback"

// authFailures tell why somebody did not get in, or may not do what they asked.
var authFailures = map[chargeback.Code][2]string{
	chargeback.NotLoggedIn: {
		"du är inte inloggad, eller så har inloggningen gått ut; logga in",
		"you are not logged in, or your login has ended; log in",
	},
	chargeback.WrongLogin: {
		"namnet eller lösenordet stämmer inte; försök igen, eller be en administratör om ett engångslösenord",
		"the name or the password is not right; try again, or ask an admin for a one-time password",
	},
	chargeback.TooManyLogins: {
		"för många misslyckade försök att logga in; vänta {0} min och försök igen",
		"too many failed attempts to log in; wait {0} min and try again",
	},
	chargeback.Forbidden: {
		"det här är för {list}; be en administratör om rollen om du behöver den",
		"this is for {list}; ask an admin for the role if you need it",
	},
	chargeback.PersonRequired: {
		"att godkänna, stänga och avgöra gör en person själv; logga in i webbläsaren som ”{value}”, en nyckel räcker inte",
		"approving, closing and deciding is done by a person; log in with a browser as “{value}”, a token will not do",
	},
	chargeback.ForeignOrigin: {
		"begäran kom från en annan webbplats och utfördes inte; gå till sidan här och gör det därifrån",
		"the request came from another site and was not carried out; go to the page here and do it from there",
	},
	chargeback.MustChange: {
		"lösenordet gäller en gång; välj ett eget lösenord först",
		"the password is for one time; choose a password of your own first",
	},
	chargeback.NoSuchPage: {
		"det finns inget här; kontrollera adressen",
		"there is nothing here; check the address",
	},
	chargeback.ShortPassword: {
		"lösenordet är för kort; välj minst {0} tecken, gärna några ord som du minns",
		"the password is too short; choose at least {0} characters, a few words that you remember do well",
	},
	chargeback.LongPassword: {
		"lösenordet är för långt; välj högst {0} tecken",
		"the password is too long; choose at most {0} characters",
	},
	chargeback.PasswordIsName: {
		"lösenordet är ditt namn eller din e-postadress; välj ett annat",
		"the password is your name or email address; choose another",
	},
	chargeback.SamePassword: {
		"det är lösenordet du hade; välj ett nytt",
		"that is the password you had; choose a new one",
	},
	chargeback.WrongPassword: {
		"det nuvarande lösenordet stämmer inte; skriv det igen",
		"the current password is not right; write it again",
	},
	chargeback.BadLoginState: {
		"inloggningen påbörjades inte här, eller är redan använd; börja om från inloggningssidan",
		"the login was not begun here, or has been used; start again from the login page",
	},
	chargeback.ProviderFailed: {
		"inloggningstjänsten {value} svarar inte; försök igen om en stund, eller logga in med lösenord",
		"the login service {value} does not answer; try again in a while, or log in with a password",
	},
	chargeback.ProviderRefused: {
		"inloggningstjänstens svar gick inte att lita på; börja om, och säg till en administratör om det upprepas",
		"the login service's answer could not be trusted; start again, and tell an admin if it happens again",
	},
	chargeback.UnknownIdentity: {
		"ditt konto är inte kopplat till någon person här; be en administratör koppla identiteten ”{value}” hos {0} till dig",
		"your account is not linked to a person here; ask an admin to link the identity “{value}” at {0} to you",
	},
	chargeback.NoProvider: {
		"ingen inloggningstjänst är inställd; logga in med namn och lösenord",
		"no login service is configured; log in with name and password",
	},
	chargeback.BadConfiguration: {
		"”{value}” duger inte för {0}; rätta inställningen",
		"“{value}” will not do for {0}; mend the setting",
	},
	chargeback.UnknownToken: {
		"det finns ingen giltig nyckel med id ”{value}”; se vilka som finns med chargeback token list",
		"there is no valid token with the id “{value}”; see those there are with chargeback token list",
	},
	chargeback.TokenExceeds: {
		"”{value}” finns redan men har inte den rollen eller behörigheten; ge den först med chargeback person add, eller välj ett annat namn",
		"“{value}” is registered but does not have that role or grant; give it first with chargeback person add, or choose another name",
	},
	chargeback.BadEmail: {
		"”{value}” är ingen e-postadress; skriv den som namn@kommun.se",
		"“{value}” is no email address; write it as name@municipality.se",
	},
	chargeback.BadLanguage: {
		"”{value}” är inget språk som finns här; välj {list}",
		"“{value}” is no language that there is here; choose {list}",
	},
	chargeback.BadIdentity: {
		"”{value}” duger inte som identitet; skriv utfärdare och subject så som inloggningstjänsten anger dem",
		"“{value}” will not do as an identity; write issuer and subject as the login service gives them",
	},
	chargeback.IdentityTaken: {
		"identiteten ”{value}” är redan kopplad till ”{0}”; ta bort den kopplingen först",
		"the identity “{value}” is already linked to “{0}”; take that link away first",
	},
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
	chargeback.RequestOutdated: {
		"”{value}” har ändrats sedan begäran {0} gjordes; avslå den och be om ändringen på nytt",
		"“{value}” was changed after request {0} was made; decline it and ask for the change anew",
	},
	chargeback.UnknownRequest: {
		"det finns ingen begäran {0}; se vilka som finns i listan",
		"there is no request {0}; see those there are in the list",
	},
	chargeback.SelfGrant: {
		"ingen ger sig själv behörighet; be en annan administratör göra det för ”{value}”",
		"nobody gives powers to themselves; ask another admin to do it for “{value}”",
	},
	chargeback.SameDecider: {
		"den som har begärt något, eller som det gäller, godkänner det inte; en annan administratör än ”{value}” behöver avgöra begäran {0}",
		"who asked for something, or whom it is about, does not accept it; another admin than “{value}” needs to decide request {0}",
	},
}
