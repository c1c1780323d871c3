"""What is asked of all things that match: the first in an order, how many, who changed it; in eight languages."""

import pytest

from tests.assistant.asking.askers import KNOWN, read, turn

# question => order and number, # for a count; services; kind; <sender, ~editor; / the words left to search for
PHRASES = """
Which is the largest file? => largest 1 @drive /
What's the name of the biggest file in my Drive? => largest 1 @drive /
the three biggest PDFs => largest 3 @drive pdf /
my two smallest spreadsheets => smallest 2 @drive sheet /
Which document is the oldest? => oldest 1 @drive /
Which file takes up the most space? => largest 1 @drive /
List the five largest files about the harbour => largest 5 @drive / harbour
newest presentation by Sarah => newest 1 @drive slides <sarah /
What did Sarah change last? => newest 1 @drive ~sarah /
Which file did Bob last edit? => newest 1 @drive ~bob /
latest mail from Bob => newest 1 @gmail <bob /
the first mail I got from Sean => oldest 1 @gmail <sean /
oldest unread mail => oldest 1 @gmail #UNREAD /
Show me the last 4 messages from Bob about the roof => newest 4 @gmail <bob / roof
What did Bob send me last? => newest 1 @gmail <bob /
How many files do I have? => # @drive /
How many PDFs are in my drive? => # @drive pdf /
How many unread emails do I have? => # @gmail #UNREAD /
How many of the mails from Bob are unread? => # @gmail <bob #UNREAD /
Number of messages from Sean about the pump => # @gmail <sean / pump
How many emails mention the pump? => # @gmail / pump
Count my unread mails => # @gmail #UNREAD /
Welche ist die größte Datei? => largest 1 @drive /
die drei neuesten Mails von Bob => newest 3 @gmail <bob /
Zeig mir die älteste ungelesene Mail => oldest 1 @gmail #UNREAD /
Was hat Sarah zuletzt geändert? => newest 1 @drive ~sarah /
Wie viele Dateien habe ich? => # @drive /
Wie viele Mails von Bob sind ungelesen? => # @gmail <bob #UNREAD /
Quel est le plus gros fichier ? => largest 1 @drive /
les deux plus gros fichiers => largest 2 @drive /
le premier mail de Bob => oldest 1 @gmail <bob /
le dernier message de Bob => newest 1 @gmail <bob /
Combien de mails non lus ? => # @gmail #UNREAD /
¿Cuál es el archivo más grande? => largest 1 @drive /
el último correo de Bob => newest 1 @gmail <bob /
el primer mensaje de Bob => oldest 1 @gmail <bob /
¿Cuántos archivos tengo? => # @drive /
Qual è il file più grande? => largest 1 @drive /
l'ultima mail di Bob => newest 1 @gmail <bob /
la prima mail di Bob => oldest 1 @gmail <bob /
Quanti file ho? => # @drive /
Qual é o maior arquivo? => largest 1 @drive /
a última mensagem de Bob => newest 1 @gmail <bob /
Quantos arquivos eu tenho? => # @drive /
Wat is het grootste bestand? => largest 1 @drive /
de oudste ongelezen mail => oldest 1 @gmail #UNREAD /
Hoeveel bestanden heb ik? => # @drive /
一番大きいファイルはどれ？ => largest 1 @drive /
田中さんからの最新のメール => newest 1 @gmail <tanaka /
未読メールは何通？ => # @gmail #UNREAD /
latest invoice from Bob => newest 1 @drive @gmail <bob / invoice
Bob's largest file => largest 1 @drive <bob /
le plus gros fichier de Bob => largest 1 @drive <bob /
the largest file about Bob => largest 1 @drive / Bob
"""
NONE = (
    "Who is the largest customer?", "What is the latest on the roof?", "Which file mentions the largest customer?",
    "What did we decide in the first meeting?", "Mails from last week", "First find the mail from Bob",
    "How many people wrote to me?", "How many units does the file mention?", "Wie groß ist der größte Raum?",
    "la mayor parte de los clientes", "Files of the last month", "What is the first name of the customer?",
    "How many offers did the town get besides ours?", "How many documents did the customer sign?",
    "Is the most important point in the contract?", "How many files are attached to Bob's last week's mail?",
)  # fmt: skip
KINDS = {"application/pdf": "pdf", "text/csv": "sheet", ".pptx": "slides"}


def _told(question: str) -> tuple[set[str], str]:
    reading = read(question)
    found, people = reading.filters, {who: key for key, who in KNOWN.items()}
    told = {"#" if reading.order == "count" else reading.order} | ({str(reading.most)} if reading.most else set())
    told |= {f"@{one}" for one in reading.services} | {f"#{one}" for one in found.labels}
    told |= {f"<{people[found.senders]}"} if found.senders else set()
    told |= {f"~{people[found.editors]}"} if found.editors else set()
    told |= {name for kind, name in KINDS.items() if kind in found.kinds}
    return told, " ".join(reading.words.split())


@pytest.mark.parametrize("line", PHRASES.strip().splitlines(), ids=lambda line: line.partition(" => ")[0])
def test_an_order_or_a_number_is_read_as_it_is_meant(line: str) -> None:
    question, _, expected = line.partition(" => ")
    said, _, words = expected.rpartition("/")
    assert _told(question) == (set(said.split()), words.strip())


@pytest.mark.parametrize("question", NONE)
def test_what_is_no_order_of_things_is_none(question: str) -> None:
    reading = read(question)
    assert reading.order == ""


def test_the_last_mail_of_somebody_is_none_of_those_that_were_listed_before() -> None:
    after = read("And the last mail from Bob?", turn("Mails from Sarah"))
    assert (after.order, after.most, after.refers_to, after.filters.senders) == ("newest", 1, (), KNOWN["bob"])


def test_what_else_is_counted_is_looked_for_everywhere() -> None:
    assert read("How many documents did the customer sign?").services == frozenset()


def test_no_more_than_ten_are_asked_for() -> None:
    assert read("the last 99 mails from Bob").most == 10


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("my spreadsheets", "text/csv"), ("PDFs im Drive", "application/pdf"), ("mes fichiers pdf", "application/pdf"),
        ("Bob's presentations", ".pptx"), ("PDFs changed since May in my drive", "application/pdf"),
    ],
)  # fmt: skip
def test_a_kind_of_files_is_one_without_an_order_too(question: str, kind: str) -> None:
    found = read(question)
    assert kind in found.filters.kinds and not found.words and not found.order


def test_the_spreadsheet_about_something_may_be_of_any_kind() -> None:
    found = read("the spreadsheet with the budget")
    assert not found.filters.kinds and found.words == "budget"
