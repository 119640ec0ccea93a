package sample

// Names of a municipality, its companies and suppliers. None is a real one.

var administrationNames = []string{
	"Utbildningsförvaltningen", "Vård- och omsorgsförvaltningen", "Social- och arbetsmarknadsförvaltningen",
	"Kultur- och fritidsförvaltningen", "Stadsledningsförvaltningen", "Stadsbyggnadsförvaltningen",
	"Tekniska förvaltningen", "Serviceförvaltningen", "Miljöförvaltningen", "Räddningstjänsten",
	"Överförmyndarkontoret", "Förskoleförvaltningen", "Gymnasieförvaltningen", "Fastighetsförvaltningen",
	"Ekonomiförvaltningen", "Personalförvaltningen", "Lantmäteriavdelningen", "Måltidsförvaltningen",
}

var companyNames = []string{
	"Exempelbostäder AB", "Exempel Energi AB", "Exempel Vatten, Avlopp & Återvinning AB", "Exempel Parkering AB",
	"Exempel Stadsnät AB", "Exempel Näringsliv AB", "Exempelhus AB",
}

var partnerNames = []string{
	"Grannköpings kommun", "Norrängens kommun", "Söderåsens kommun", "Östervåla kommun", "Samordningsförbundet Västan",
}

var unitNames = []string{
	"Förskolan", "Skolan", "Hemtjänsten", "Äldreboendet", "Biblioteket", "Fritidsgården", "Gruppbostaden",
	"Hälsocentralen", "Köket", "Kansliet", "Daglig verksamhet", "Familjecentralen", "Driftenheten", "Badhuset",
}

var placeNames = []string{
	"Björken", "Åby", "Västra", "Östra", "Norra", "Södra", "Centrum", "Kvarnbyn", "Lindome", "Rävekärr", "Eken",
	"Ängen", "Storgatan", "Hällesåker", "Solängen", "Fågelberg", "Bosgården", "Toltorp", "Glasberget", "Åsen",
	"Källan", "Sörgården", "Torget", "Älvstranden", "Ryet", "Stensjön", "Krokslätt", "Häradsbacken", "Pepparedsängen",
}

var systemNames = []string{
	"Elevregister", "Lärplattform", "Journalsystem", "Ekonomisystem", "Lönesystem", "Ärendehantering", "Diariet",
	"Bygglov", "Kartportal", "Bokningssystem", "Bibliotekssystem", "Schemaläggning", "Kostplanering",
	"Passersystem", "Fastighetssystem", "Avfallsregister", "Nyckelfri hemtjänst", "Trygghetslarm", "Tidregistrering",
	"E-arkiv", "Färdtjänst", "Körjournal", "Inköpssystem", "Upphandlingsstöd", "Webbplats", "Enkätverktyg",
}

var applicationNames = []string{
	"Kontorspaket", "E-post & kalender", "PDF-redigerare", "Ritprogram CAD", "Bildbehandling", "Statistikpaket",
	"Tankekarta", "Videomöte", "Projektplanering", "Textuppläsning", "Notskrivning", "Databasverktyg",
	"Översättning", "Fjärrhjälp", "Signering", "Rättstavning", "Planritning", "Webbanalys",
}

var supplierNames = []string{
	"Exempeldata AB", "Nordvik Systemhus AB", "Brandt & Ek Nätverk AB", "Kommunlicens i Väst AB", "Ljusfiber AB",
	"Svea Serverdrift AB", "Tallgren Konsult, handelsbolag", "Hallands Datorleasing AB", "Åhus Programvara AB",
	"Öresunds Säkerhet AB", "Ek. för. Molnet", "Mälarens IT-support AB",
}

var projectNames = []string{
	"Införande av e-arkiv", "Byte av ekonomisystem", "Trådlöst nät", "Nytt intranät", "Digital signering",
	"Välfärdsteknik", "Datorer till alla elever", "Flytt av serverhall", "Ny växel", "Självbetjäning",
}

var costTexts = []string{
	"Månadsavgift", "Licenser enligt avtal", "Konsulttid", "Leasing, datorer", "Support och underhåll", "Drift",
	"Reservdelar", "Lön", "Förbindelse", "Utökad lagring", "Certifikat", "Årsavgift; enligt bilaga",
	`Skärmar 27"`, "Installation", "Fiber, hyra", "Utbildning",
}
