"""Deadlines in words, in the languages of the interface. Today is Sunday, 22 November 2026."""

import datetime as dt

import pytest

from apps.actions.due_phrases import find_due

TODAY = dt.date(2026, 11, 22)


def read(line, *languages):
    """The date in ISO form and the rest of the line."""
    words = line.split()
    due = find_due(words, today=TODAY, languages=languages or ("en",))
    if due is None:
        return None
    rest = " ".join([*words[: due.start], *words[due.end :]])
    return (due.on and due.on.isoformat(), rest)


@pytest.mark.parametrize(
    ("line", "on", "rest"),
    [
        ("Send draft by 30 June", "2027-06-30", "Send draft"),
        ("Send draft by June 30", "2027-06-30", "Send draft"),
        ("Send draft by the 30th of June to cabinet", "2027-06-30", "Send draft to cabinet"),
        ("Send draft before 1 December 2026", "2026-12-01", "Send draft"),
        ("Send draft due 30/6", "2027-06-30", "Send draft"),
        ("Send draft 30/6/2027", "2027-06-30", "Send draft"),
        ("Send draft by 30.6.", "2027-06-30", "Send draft"),
        ("Send 2026-12-01 draft", "2026-12-01", "Send draft"),
        ("Send draft in 2 weeks", "2026-12-06", "Send draft"),
        ("in two weeks send draft", "2026-12-06", "send draft"),
        ("Send draft in a month", "2026-12-22", "Send draft"),
        ("Send draft within 10 days", "2026-12-02", "Send draft"),
        ("Send draft in 1 year", "2027-11-22", "Send draft"),
        ("Call today", "2026-11-22", "Call"),
        ("Call tomorrow", "2026-11-23", "Call"),
        ("Call the day after tomorrow", "2026-11-24", "Call"),
        ("Call on Friday", "2026-11-27", "Call"),
        ("Call next Friday", "2026-11-27", "Call"),
        ("Friday call", "2026-11-27", "call"),
        ("Report by next week", "2026-11-29", "Report"),
        ("Report by end of June", "2027-06-30", "Report"),
        ("Report by the end of the month", "2026-11-30", "Report"),
        ("Report by May", "2027-05-31", "Report"),
        ("March in Geneva by 3 May", "2027-05-03", "March in Geneva"),
        ("Reply to the letter of 3 May by 1 June", "2027-06-01", "Reply to the letter of 3 May"),
    ],
)
def test_english(line, on, rest):
    assert read(line) == (on, rest)


@pytest.mark.parametrize(
    ("line", "on", "rest"),
    [
        ("Envoyer le projet avant le 30 juin", "2027-06-30", "Envoyer le projet"),
        ("Envoyer le projet le 1er mars", "2027-03-01", "Envoyer le projet"),
        ("Envoyer d’ici le 3 décembre le projet", "2026-12-03", "Envoyer le projet"),
        ("Répondre dans 2 semaines", "2026-12-06", "Répondre"),
        ("Répondre d'ici quinze jours", "2026-12-07", "Répondre"),
        ("Appeler demain", "2026-11-23", "Appeler"),
        ("Appeler après-demain", "2026-11-24", "Appeler"),
        ("Réunion vendredi prochain", "2026-11-27", "Réunion"),
        ("Rapport fin juin", "2027-06-30", "Rapport"),
        ("Rapport d'ici la fin du mois", "2026-11-30", "Rapport"),
        ("Rapport la semaine prochaine", "2026-11-29", "Rapport"),
    ],
)
def test_french(line, on, rest):
    assert read(line, "fr", "en") == (on, rest)


@pytest.mark.parametrize(
    ("line", "on", "rest"),
    [
        ("Enviar el proyecto antes del 30 de junio", "2027-06-30", "Enviar el proyecto"),
        ("Enviar para el 1 de marzo el proyecto", "2027-03-01", "Enviar el proyecto"),
        ("Responder en 2 semanas", "2026-12-06", "Responder"),
        ("Responder dentro de diez días", "2026-12-02", "Responder"),
        ("Llamar mañana", "2026-11-23", "Llamar"),
        ("Llamar pasado mañana", "2026-11-24", "Llamar"),
        ("Reunión el próximo viernes", "2026-11-27", "Reunión"),
        ("Reunión el viernes que viene", "2026-11-27", "Reunión"),
        ("Informe a fin de mes", "2026-11-30", "Informe"),
    ],
)
def test_spanish(line, on, rest):
    assert read(line, "es", "en") == (on, rest)


@pytest.mark.parametrize(
    ("line", "on", "rest"),
    [
        ("إرسال المشروع قبل 30 يونيو", "2027-06-30", "إرسال المشروع"),
        ("إرسال المشروع قبل ٣٠ حزيران", "2027-06-30", "إرسال المشروع"),
        ("الرد بعد أسبوعين", "2026-12-06", "الرد"),
        ("الرد خلال شهر", "2026-12-22", "الرد"),
        ("الرد في غضون عشرة أيام", "2026-12-02", "الرد"),
        ("اتصال غدا", "2026-11-23", "اتصال"),
        ("اتصال غدًا", "2026-11-23", "اتصال"),
        ("الرد قبل 30 حزيران/يونيه، مع المرفقات", "2027-06-30", "الرد مع المرفقات"),
        ("الرد قبل 15 تشرين الثاني/نوفمبر 2027", "2027-11-15", "الرد"),
        ("اجتماع يوم الاثنين المقبل", "2026-11-23", "اجتماع"),
        ("اتصال بعد غد", "2026-11-24", "اتصال"),
        ("اجتماع يوم الجمعة", "2026-11-27", "اجتماع"),
        ("تقرير قبل نهاية الشهر", "2026-11-30", "تقرير"),
        ("تقرير الأسبوع القادم", "2026-11-29", "تقرير"),
    ],
)
def test_arabic(line, on, rest):
    assert read(line, "ar", "en") == (on, rest)


def test_the_other_languages_are_tried_after_the_own_one():
    assert read("Send draft by 30 June", "fr", "en") == ("2027-06-30", "Send draft")
    assert read("Envoyer avant le 30 juin", "en", "fr") == ("2027-06-30", "Envoyer")


@pytest.mark.parametrize(
    "line",
    [
        "Send the draft",
        "Review the law of 30 June 2020",
        "Report on Monday meeting",
        "Prepare 2 weeks of training",
        "The ministry may respond",
        "A march for peace",
        "Second reading of 3 bills",
        "Reply by 30",
        "Answer A/67/929",
        "Send 12.5",
        "Meet the 27 States",
        "",
    ],
)
def test_what_is_no_deadline_stays_in_the_title(line):
    assert read(line) is None


@pytest.mark.parametrize(
    ("line", "language"), [("La loi du 30 juin", "fr"), ("La ley del 30 de junio", "es")]
)
def test_the_date_of_a_document_is_no_deadline(line, language):
    assert read(line, language) is None


def test_a_day_of_the_month_that_is_today_means_today():
    assert read("Pay by 22 November") == ("2026-11-22", "Pay")


def test_a_day_that_has_gone_by_means_next_year():
    assert read("Pay by 21 November") == ("2027-11-21", "Pay")


def test_the_name_of_todays_weekday_means_next_week():
    assert read("Pay by Sunday") == ("2026-11-29", "Pay")


def test_a_past_date_is_read_when_its_year_is_named():
    assert read("Pay by 30 June 2020") == ("2020-06-30", "Pay")


def test_a_month_later_ends_with_a_shorter_month():
    due = find_due(["in", "a", "month"], today=dt.date(2027, 1, 31))
    assert due is not None
    assert due.on == dt.date(2027, 2, 28)


def test_a_day_that_does_not_exist_is_found_but_has_no_date():
    assert read("Pay by 31 February") == (None, "Pay")
