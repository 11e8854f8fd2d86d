"""What the demo clients are called and what is written about them."""

#: What families and homes in Germany are invoiced for; staffing would not be exempt.
GERMAN_CARE = "Betreuungsleistungen"
#: (Name, town): where such a house would stand.
HOTELS = (
    ("Hotel Bałtyk", "Kołobrzeg"),
    ("Hotel Śnieżka", "Karpacz"),
    ("Pensjonat Pod Świerkami", "Szklarska Poręba"),
    ("Hotel Łabędź", "Mikołajki"),
    ("Ośrodek Żagiel", "Giżycko"),
    ("Hotel Zdrojowy Źródło", "Ciechocinek"),
    ("Willa Ćwiklińska", "Krynica-Zdrój"),
    ("Hotel Bursztynowa Przystań", "Ustka"),
    ("Resort Wydma", "Łeba"),
    ("Hotel Pod Klifem", "Władysławowo"),
    ("Hotel Mewa", "Hel"),
    ("Apartamenty Fala", "Międzyzdroje"),
    ("Hotel Promenada", "Świnoujście"),
    ("Hotel Skrzyczne", "Szczyrk"),
    ("Dom Wczasowy Jaskółka", "Ustroń"),
    ("Hotel Czantoria", "Wisła"),
    ("Hotel Giewont", "Zakopane"),
    ("Karczma i Noclegi U Bąka", "Zakopane"),
    ("Hotel Piernikowy", "Toruń"),
    ("Hotel Nad Zalewem", "Augustów"),
    ("Sanatorium Słonecznik", "Busko-Zdrój"),
    ("Hotel Ratuszowy", "Zamość"),
)
WAREHOUSES = (
    ("Centrum Logistyczne Stryków", "Stryków"),
    ("Magazyny Mazowsze", "Pruszków"),
    ("Łódzka Spedycja", "Kutno"),
    ("Paczka Ekspres", "Mszczonów"),
    ("Chłodnie Północ", "Tczew"),
    ("Dystrybucja Książki Żuraw", "Sochaczew"),
    ("E-Regał Logistik", "Świebodzin"),
    ("Hurtownia Ogrodnicza Dąb", "Skierniewice"),
    ("Sortownia Zachód", "Kobierzyce"),
    ("Terminal Owocowy Jabłoń", "Sandomierz"),
    ("Trans-Ślązak Logistyka", "Tarnowskie Góry"),
    ("Skład Budowlany Murarz", "Konin"),
    ("Opakowania i Wysyłka Gołąb", "Września"),
    ("Magazyn Odzieży Nić", "Swarzędz"),
)
FACTORIES = (
    ("Zakłady Mięsne Łosoś i Syn", "Łomża"),
    ("Piekarnia Źdźbło", "Środa Wielkopolska"),
    ("Meble Jodła", "Ostrów Wielkopolski"),
    ("Okna i Drzwi Ścięgno", "Ełk"),
    ("Przetwórnia Warzyw Łan", "Łowicz"),
    ("Drukarnia Gęsie Pióro", "Bełchatów"),
    ("Części Samochodowe Tłok", "Oława"),
    ("Cukiernia Pączuś", "Kalisz"),
    ("Tworzywa Sztuczne Żywica", "Polkowice"),
    ("Zakład Krawiecki Igła", "Żyrardów"),
)
FORMS = ("sp. z o.o.", "sp. z o.o.", "sp. z o.o.", "S.A.", "sp.j.", "sp. z o.o. sp.k.")
GERMAN_HOMES = (
    "Pflegedienst Sonnenschein GmbH",
    "Seniorenhaus Lindenhof GmbH",
    "Häusliche Pflege Grünewald UG",
    "Caritas-Sozialstation St. Böhm",
    "Tagespflege Kastanienallee GmbH",
)
NOTES = (
    "Dzwonić po 10:00, najlepiej do kierowniczki zmiany.",
    "Sezon od 1 maja do 30 września: potrzeba 12 pokojówek i 4 osoby do kuchni.",
    "Umowa ramowa przedłużona o rok, stawki wracają do rozmowy w styczniu.",
    "Prosi o jedną fakturę na koniec miesiąca, z listą godzin w załączniku.",
    "Zakwaterowanie po stronie klienta, 18 miejsc, bez opłat do końca roku.",
    "Po ostatniej rekrutacji bardzo zadowoleni – warto poprosić o polecenie.",
    "Dwie faktury po terminie. Przed kolejną dostawą ludzi rozmowa z księgową.",
    "Język niemiecki co najmniej B1, prawo jazdy mile widziane.",
    "Podopieczna po udarze, wymaga pomocy przy transferze; w domu jest podnośnik.",
)
JOBS = ("Dyrektor", "Kierownik zmiany", "Kadry", "Księgowość", "Właściciel", "Recepcja", None)
RAISES = (
    "Podwyżka uzgodniona z klientem mailem.",
    "Indeksacja z aneksu do umowy ramowej.",
    "Po trzech miesiącach współpracy.",
    None,
)
EMPLOYEE_NOTES = (
    "Woli zmiany ranne, po 14:00 odbiera dziecko.",
    "Dojeżdża z grupą z Lęborka, bus o 5:10.",
    "Bardzo dobra opinia kierowniczki, do awansu na brygadzistkę.",
    "Prosi o zaliczkę 15. dnia miesiąca.",
    "Karta pobytu w przedłużeniu, stempel w paszporcie – pilnować terminu.",
    "Niemiecki komunikatywny, nie podejmie się transferu podopiecznego.",
    "Może wyjechać od zaraz, ma własne auto.",
    "Dwa razy spóźnienie w tym miesiącu, rozmowa przeprowadzona.",
)
POSITION_CHANGES = (
    "Od tego miesiąca także prace porządkowe na zapleczu.",
    "Zmiana trwa od 6:00 do 14:00, w sezonie także od 14:00 do 22:00.",
    "Klient prosi o osoby z doświadczeniem; szkolenie pierwszego dnia.",
    "Obuwie z podnoskiem wydaje klient.",
)
CANCELLED = (
    "Rezygnacja pracownika.",
    "Klient zmniejszył zamówienie.",
    "Nieobecności bez usprawiedliwienia.",
    "Wypowiedzenie za porozumieniem stron.",
)
TRIP_CANCELLED = (
    "Choroba opiekunki, zwolnienie lekarskie.",
    "Podopieczna trafiła do szpitala.",
    "Rodzina przejęła opiekę.",
)
VOID = (
    "Nie stawił się do pracy.",
    "Przyjął inną ofertę przed pierwszym dniem.",
    "Brak aktualnych badań.",
)
OVERRIDES = (
    "Uzgodnione z kierownikiem, papiery w drodze.",
    "Klient potwierdził telefonicznie.",
    "Badania umówione na pierwszy dzień.",
)
REJECTED = (
    "Godziny niezgodne z listą obecności.",
    "Podwójny wpis, zmiana była krótsza.",
    "Tego dnia zakład był zamknięty.",
    "Brak podpisu kierownika zmiany.",
)
#: By the code of the kind of finance entry.
FINANCE = {
    "bonus": "Premia frekwencyjna",
    "taxed_refund": "Ekwiwalent za pranie odzieży",
    "untaxed_refund": "Zwrot za badania lekarskie",
    "advance": "Zaliczka wypłacona 15. dnia miesiąca",
    "deduction": "Potrącenie za zakwaterowanie",
}
