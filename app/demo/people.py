"""Names people in Poland and Germany have; the people themselves are made up."""

import random
from dataclasses import dataclass

from app.core.text import search_key

WOMEN = (
    "Agnieszka", "Aleksandra", "Alicja", "Anna", "Barbara", "Beata", "Bożena", "Danuta",
    "Dorota", "Elżbieta", "Ewa", "Grażyna", "Halina", "Iwona", "Joanna", "Justyna", "Kinga",
    "Łucja", "Magdalena", "Małgorzata", "Marta", "Monika", "Natalia", "Róża", "Sylwia",
    "Urszula", "Weronika", "Wioletta", "Zofia", "Żaneta",
)  # fmt: skip
MEN = (
    "Adam", "Andrzej", "Bartłomiej", "Dariusz", "Dawid", "Grzegorz", "Jacek", "Jakub", "Jan",
    "Jarosław", "Józef", "Kamil", "Krzysztof", "Łukasz", "Maciej", "Marcin", "Mariusz",
    "Michał", "Mirosław", "Paweł", "Piotr", "Przemysław", "Rafał", "Sławomir", "Stanisław",
    "Tomasz", "Wiesław", "Wojciech", "Zbigniew", "Zdzisław",
)  # fmt: skip
#: Names that do not change with the sex of who bears them.
PLAIN = (
    "Bąk", "Ćwik", "Dąbek", "Duda", "Gołąb", "Góra", "Jabłoń", "Kępa", "Kołodziej", "Kościuk",
    "Kozieł", "Kruk", "Król", "Krzyżak", "Łoś", "Mazur", "Mróz", "Nowak", "Pająk",
    "Pięta", "Sikora", "Sroka", "Stępień", "Śliwa", "Wąs", "Wójcik", "Wróbel", "Zając",
    "Źrebiec", "Żak",
)  # fmt: skip
#: Names in -ski, -cki: -ska, -cka for a woman.
ADJECTIVES = (
    "Wiśniewsk", "Kamińsk", "Lewandowsk", "Zielińsk", "Szymańsk", "Dąbrowsk", "Kozłowsk",
    "Jankowsk", "Wojciechowsk", "Krawczyńsk", "Piotrowsk", "Grabowsk", "Pawłowsk", "Michalsk",
    "Jabłońsk", "Majewsk", "Olszewsk", "Malinowsk", "Górsk", "Rutkowsk", "Ostrowsk", "Sadowsk",
    "Żebrowsk", "Świątkowsk", "Łapińsk", "Ćwiklińsk", "Źródłowsk", "Borowieck", "Sawick",
    "Wysock",
)  # fmt: skip
UKRAINIAN_WOMEN = (
    "Oksana", "Olena", "Iryna", "Nataliia", "Svitlana", "Tetiana", "Viktoriia", "Yuliia", "Halyna",
    "Liudmyla", "Mariia", "Daryna", "Nadiia", "Anastasiia",
)  # fmt: skip
UKRAINIAN_MEN = (
    "Andrii", "Oleksandr", "Serhii", "Mykola", "Vasyl", "Ivan", "Dmytro", "Yurii", "Taras",
    "Bohdan", "Volodymyr", "Oleh", "Ruslan", "Vitalii",
)  # fmt: skip
#: They do not change with the sex of who bears them.
UKRAINIAN = (
    "Kovalenko", "Shevchenko", "Bondarenko", "Tkachenko", "Kravchenko", "Oliinyk", "Kovalchuk",
    "Polishchuk", "Savchenko", "Melnyk", "Lysenko", "Marchenko", "Rudenko", "Petrenko",
    "Hnatiuk", "Kostiuk", "Romaniuk", "Shpak", "Chornyi", "Zhuk",
)  # fmt: skip
_GERMAN_FIRST = (
    "Sabine", "Petra", "Ursula", "Birgit", "Heike", "Jürgen", "Klaus", "Dieter", "Günter",
    "Hans-Jörg",
)  # fmt: skip
_GERMAN_LAST = (
    "Müller", "Schäfer", "Köhler", "Weiß", "Krüger", "Böhm", "Großmann", "Jäger", "Möller",
    "Voß",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """First and last name."""

    first_name: str
    last_name: str

    def email(self, domain: str) -> str:
        """Return the address the person would have at a company."""
        local = search_key(f"{self.first_name}.{self.last_name}").replace(" ", "-")
        return f"{local}@{domain}"


def polish(rng: random.Random) -> Person:
    """Return somebody from Poland."""
    is_woman = rng.random() < 0.6
    first = rng.choice(WOMEN if is_woman else MEN)
    if rng.random() < 0.4:
        return Person(first, rng.choice(PLAIN))
    return Person(first, rng.choice(ADJECTIVES) + ("a" if is_woman else "i"))


def german(rng: random.Random) -> Person:
    """Return somebody from Germany."""
    return Person(rng.choice(_GERMAN_FIRST), rng.choice(_GERMAN_LAST))
