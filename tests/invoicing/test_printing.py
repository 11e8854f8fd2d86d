"""The printed documents: what stands on them, in which font, and that they never change."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from pypdf import PdfReader
from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph

from app.core.db import transaction
from app.core.errors import DomainError
from app.core.vat import VatRate
from app.invoicing.enums import PrintLanguage
from app.invoicing.models import InvoicePdf
from app.invoicing.printing import Document, Exchange, render
from app.invoicing.printing.style import REGULAR, register_fonts, squeezed
from app.invoicing.printing.texts import words
from app.invoicing.rules import Annex, AnnexColumn, Line, Party
from app.invoicing.services import create_correction, issue
from app.invoicing.services.files import filename_of, pdf_of
from app.settings.services import logos
from tests.factories.invoicing import MONTH, make_draft, make_invoice

D = Decimal
LINES = [replace(line, key=str(n)) for n, line in enumerate(MONTH)]
PLAIN = Document(
    language=PrintLanguage.pl,
    number="FV/2026/11/0001",
    seller=Party("Agencja Jantar", "5260001246", "", "ul. Długa 45", "80-827", "Gdańsk", "PL"),
    buyer=Party("Zażółć gęślą jaźń", "5261040828", "", "ul. Żółta 7", "81-764", "Łódź", "PL"),
    issue_date=date(2026, 11, 6),
    sale_from=date(2026, 10, 1),
    sale_to=date(2026, 10, 31),
    due_date=date(2026, 11, 20),
    currency="PLN",
    iban="PL61109010140000071219812874",
    after=LINES,
)


def text_of(content):
    """Return the text of all pages, with plain spaces."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return "\n".join(pages).replace("\u00a0", " ")


def many(count):
    return [replace(LINES[0], text=f"Pozycja {n}", key=f"k{n}") for n in range(count)]


def test_invoice_says_what_the_law_asks_for():
    text = text_of(render(PLAIN))
    for wanted in (
        "Faktura", "FV/2026/11/0001", "06.11.2026", "01.10.2026 – 31.10.2026", "20.11.2026",
        "Agencja Jantar", "526-00-01-246", "Zażółć gęślą jaźń", "526-10-40-828", "ul. Żółta 7",
        "168,5", "47,90", "8 071,15", "2 141,13", "916,09", "23%", "11 128,37", "2 559,53",
        "13 687,90", "PL61 1090 1014 0000 0712 1981 2874", "Strona 1 z 1",
        "trzynaście tysięcy sześćset osiemdziesiąt siedem złotych, dziewięćdziesiąt groszy",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_both_languages_stand_side_by_side_or_alone():
    both = text_of(render(replace(PLAIN, language=PrintLanguage.both)))
    english = text_of(render(replace(PLAIN, language=PrintLanguage.en)))
    assert "Faktura / Invoice" in both
    assert "Net price" in both
    assert "Cena netto" in both
    assert "Faktura" not in english
    assert "13,687.90" in english
    assert "thirteen thousand, six hundred and eighty-seven" in english
    assert "Razem\nTotal" in both
    assert "Strona 1 z 1 · Page 1 of 1" in both
    assert "Strona" not in english
    assert "Page 1 of 1" in english
    assert "Total\n11,128.37" in english


def test_a_correction_in_both_languages_says_in_both_what_was_and_is():
    changed = [replace(LINES[0], quantity=D(160)), *LINES[1:]]
    correction = replace(
        PLAIN, language=PrintLanguage.both, before=LINES, after=changed,
        corrects=("FV/2026/11/0001", date(2026, 11, 6)),
    )  # fmt: skip
    text = text_of(render(correction))
    for said in ("było / was", "jest / is", "różnica / change", "-8,5"):
        assert said in text
    plain = text_of(render(replace(correction, language=PrintLanguage.pl)))
    assert "różnica" in plain
    assert "change" not in plain


def test_font_is_ours_embedded_and_only_in_part():
    content = render(PLAIN)
    fonts = {
        str(font["/BaseFont"]): font.get_object()
        for page in PdfReader(BytesIO(content)).pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
        if "/FontDescriptor" in font
    }
    assert fonts
    assert all("SourceSans3" in name and "+" in name for name in fonts)
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts.values())
    assert len(content) < 60_000


def test_same_document_gives_the_same_bytes_in_another_process():
    here = hashlib.sha256(render(PLAIN)).hexdigest()
    code = (
        "import hashlib; from tests.invoicing.test_printing import PLAIN, render;"
        "print(hashlib.sha256(render(PLAIN)).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == here
    assert hashlib.sha256(render(replace(PLAIN, number="FV/2"))).hexdigest() != here


@pytest.mark.parametrize(
    ("text", "is_smaller"), [("168,5", False), ("12 345,678", False), ("99 999 999,9999", True)]
)
def test_a_number_keeps_to_its_column(text, is_smaller):
    register_fonts()
    width = 18 * mm - 8
    shown = squeezed(text, width, 9)
    assert isinstance(shown, Paragraph) == is_smaller
    size = shown.style.fontSize if is_smaller else 9
    assert stringWidth(text, REGULAR, size) <= width
    assert size > 5


def test_threads_do_not_mix_up_their_letters():
    """ReportLab alone fails here, or embeds what the other document needs."""
    switching = sys.getswitchinterval()
    papers = [replace(PLAIN, notes=chr(ord("A") + n) * 3 + "ąćęłńóśźż"[n]) for n in range(8)]
    alone = [render(paper) for paper in papers]
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(render, papers * 4))
    finally:
        sys.setswitchinterval(switching)
    assert together == alone * 4


def test_long_table_repeats_its_head_and_numbers_its_pages():
    content = render(replace(PLAIN, after=many(80)))
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert len(pages) == 3
    assert all("Cena netto" in page for page in pages)
    assert [f"Strona {n} z 3" in page for n, page in enumerate(pages, start=1)] == [True] * 3
    assert "Faktura FV/2026/11/0001" in pages[1]


def test_two_thousand_lines_are_printed():
    assert len(PdfReader(BytesIO(render(replace(PLAIN, after=many(2000))))).pages) > 50


def test_annex_follows_on_pages_of_its_own():
    columns = (AnnexColumn("Dzień", 2), AnnexColumn("Osoba", 3), AnnexColumn("Godziny", 1, True))
    rows = tuple((f"{n:02}.10.2026", "A. K.", "8,00") for n in range(1, 60))
    annex = Annex("Specyfikacja godzin", columns, (*rows, ("Razem", "", "472,00")), has_total=True)
    pages = [
        page.extract_text()
        for page in PdfReader(BytesIO(render(replace(PLAIN, annex=annex)))).pages
    ]
    assert "Specyfikacja" not in pages[0]
    assert "Załącznik do faktury FV/2026/11/0001" in pages[1]
    assert all("Godziny" in page for page in pages[1:])
    assert "472,00" in pages[-1]


def test_correction_shows_before_after_and_difference():
    after = [*LINES[:2], replace(LINES[2], quantity=D("12.25"))]
    text = text_of(
        render(
            replace(
                PLAIN,
                number="KOR/2026/11/0001",
                before=LINES,
                after=after,
                corrects=("FV/2026/11/0001", date(2026, 11, 6)),
                reason="Błędna liczba nadgodzin",
            )
        )
    )
    for wanted in (
        "Faktura korygująca", "do faktury nr FV/2026/11/0001 z dnia 06.11.2026",
        "Błędna liczba nadgodzin", "było", "jest", "różnica", "12,75", "12,25", "-0,5", "-35,93",
        "-8,27", "-44,20", "11 128,37", "11 092,44", "Zmniejszenie należności",
        "czterdzieści cztery złote",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert "godziny dzienne" not in text
    for promise in ("PL61", "Do zwrotu", "Termin płatności", "przelew"):
        assert promise not in text, promise


def test_a_correction_of_a_correction_names_both():
    later = replace(
        PLAIN,
        number="KOR/2026/11/0002",
        before=LINES,
        after=[*LINES[:2], replace(LINES[2], quantity=D(12))],
        corrects=("FV/2026/11/0001", date(2026, 11, 6)),
        follows=("KOR/2026/11/0001", date(2026, 11, 9)),
    )
    said = "po korekcie nr KOR/2026/11/0001 z dnia 09.11.2026"
    text = text_of(render(later))
    assert "do faktury nr FV/2026/11/0001 z dnia 06.11.2026" in text
    assert said in text
    assert said not in text_of(render(replace(later, follows=None)))


def test_texts_of_the_law_stand_where_they_must():
    exempt = [replace(LINES[0], vat_rate=VatRate.exempt)]
    basis = "art. 43 ust. 1 pkt 23 ustawy o VAT"
    text = text_of(render(replace(PLAIN, after=exempt, exemption_basis=basis)))
    assert "zw" in text
    assert basis in text
    abroad = [replace(LINES[0], vat_rate=VatRate.reverse_eu)]
    text = text_of(render(replace(PLAIN, after=abroad, currency="EUR")))
    assert "odwrotne obciążenie" in text
    assert "np II" in text
    assert "odwrotne obciążenie" not in text_of(render(PLAIN))


def test_vat_of_another_currency_is_shown_in_zloty():
    """LAW.md V7: 364.17 EUR × 4.2537 = 1 549.07 PLN."""
    lines = [
        Line("a", D(50), "h", D("25.00"), key="a"),
        Line("b", D(1), "szt.", D("333.33"), key="b"),
    ]
    exchange = Exchange(D("4.253700"), "211/A/NBP/2026", date(2026, 10, 30))
    text = text_of(render(replace(PLAIN, after=lines, currency="EUR", exchange=exchange)))
    assert "1 549,07 PLN" in text
    assert "4,2537, tabela 211/A/NBP/2026, z dnia 30.10.2026" in text


@pytest.mark.parametrize(
    "evil",
    [
        '<img src="http://127.0.0.1/x.png"/>',
        "<b>fett</b> & <font color=\"[[[getattr(pow,'__globals__')]]]\">x</font>",
        "]]></para>",
        "\x00\x07bez znaków sterujących",
        "W" * 400,
    ],
)
def test_users_text_is_text_and_nothing_else(evil):
    lines = [replace(LINES[0], text=evil)]
    party = replace(PLAIN.buyer, name=evil[:200])
    text = text_of(render(replace(PLAIN, after=lines, buyer=party, notes=evil)))
    plain = "".join(char for char in evil if char >= " ")
    assert plain[:12] in text.replace("\n", "")


def test_reportlab_evaluates_nothing():
    assert rl_config.toColorCanUse == "rl_extended_literal_eval"
    assert not rl_config.trustedHosts


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("1234", "PLN", "pl", "tysiąc dwieście trzydzieści cztery złote, zero groszy"),
        ("15182.77", "PLN", "pl",
         "piętnaście tysięcy sto osiemdziesiąt dwa złote, siedemdziesiąt siedem groszy"),
        ("-44.20", "PLN", "pl", "czterdzieści cztery złote, dwadzieścia groszy"),
        ("1.01", "PLN", "pl", "jeden złoty, jeden grosz"),
        ("3998.85", "EUR", "pl",
         "trzy tysiące dziewięćset dziewięćdziesiąt osiem euro, osiemdziesiąt pięć centów"),
        ("12.56", "CHF", "pl", "dwanaście CHF 56/100"),
        ("12.50", "EUR", "en", "twelve euro, fifty cents"),
    ],
)  # fmt: skip
def test_amount_in_words(amount, currency, language, expected):
    assert words(D(amount), currency, language) == expected


# -- the stored file ------------------------------------------------------------------------------


def test_file_is_made_at_the_issue_and_handed_out_unchanged(db):
    invoice = make_invoice()
    content = pdf_of(invoice)
    assert hashlib.sha256(content).hexdigest() == invoice.pdf_sha256
    assert "FV/2026/11/0001" in text_of(content)
    invoice.client.name = "Inna nazwa"
    invoice.company.name = "Inna firma"
    db.session.commit()
    assert pdf_of(invoice) == content
    assert filename_of(invoice) == "FV-2026-11-0001.pdf"


def test_draft_is_printed_as_a_draft_and_nothing_is_kept(db):
    draft = make_draft()
    text = text_of(pdf_of(draft))
    assert "SZKIC" in text
    assert "13 687,90" in text
    with transaction():
        issue(draft)
    assert "SZKIC" not in text_of(pdf_of(draft))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(InvoicePdf)) == 1


def test_changed_file_is_noticed(db):
    invoice = make_invoice()
    stored = db.session.get_one(InvoicePdf, invoice.id)
    with db.session.no_autoflush:
        stored.content = stored.content + b" "
        with pytest.raises(DomainError):
            pdf_of(invoice)
    db.session.rollback()
    assert pdf_of(invoice)


def test_logo_of_the_company_stands_on_it(db):
    picture = BytesIO()
    Image.new("RGB", (300, 100), "navy").save(picture, "PNG")
    draft = make_draft()
    without = pdf_of(draft)
    draft.company.logo_file = logos.store("logo.png", picture.getvalue())
    images = [image for page in PdfReader(BytesIO(pdf_of(draft))).pages for image in page.images]
    assert len(images) == 1
    assert not PdfReader(BytesIO(without)).pages[0].images


def test_correction_has_a_file_of_its_own(db):
    invoice = make_invoice()
    correction = create_correction(invoice, [], "Usługa nie została wykonana")
    issue(correction)
    text = text_of(pdf_of(correction))
    assert "KOR/2026/11/0001" in text
    assert "-13 687,90" in text
    assert "Usługa nie została wykonana" in text
