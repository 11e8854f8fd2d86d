"""What the demo clients are called and what is written about them."""

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
