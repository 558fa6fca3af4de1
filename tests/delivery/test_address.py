"""The address of a published folder."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.delivery.address import parse_address
from voiceguide.errors import RoutineError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org", "https://example.org"),
        ("http://192.168.1.5:8000/hips/", "http://192.168.1.5:8000/hips/"),
        ("  HTTPS://Example.ORG/Hips ", "https://example.org/Hips"),
        ("https://example.org/übungen", "https://example.org/%C3%BCbungen"),
        ("https://example.org/u\u0308bungen", "https://example.org/%C3%BCbungen"),
        ("https://example.org/%C3%BCbungen", "https://example.org/%C3%BCbungen"),
        ("https://example.org/%c3%bc und ü", "https://example.org/%c3%bc%20und%20%C3%BC"),
        ("https://example.org/100%/50%25/%zz", "https://example.org/100%25/50%25/%25zz"),
        ("https://example.org/a+b&c=d;e,f:g@h~!$'()*", "https://example.org/a+b&c=d;e,f:g@h~!$'()*"),
        ('https://example.org/<a>"|\\^`{}', "https://example.org/%3Ca%3E%22%7C%5C%5E%60%7B%7D"),
        ("https://example.org/髋/🦵", "https://example.org/%E9%AB%8B/%F0%9F%A6%B5"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://BÜCHER.example", "https://xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example/x", "https://xn--bcher-kva.example/x"),
        ("https://faß.example", "https://xn--fa-hia.example"),
        ("https://пример.example:8443/ж", "https://xn--e1afmkfd.example:8443/%D0%B6"),
        ("https://例え。テスト", "https://xn--r8jz45g.xn--zckzah"),
        ("https://\uff45xample.org", "https://example.org"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org:/a", "https://example.org/a"),
        ("https://[::1]/a", "https://[::1]/a"),
        ("https://[2001:DB8:0::1]:8080/a", "https://[2001:db8::1]:8080/a"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://my_nas.local/hips", "https://my_nas.local/hips"),
        ("https://example.org/feed.xml.d/x", "https://example.org/feed.xml.d/x"),
    ],
)  # fmt: skip
def test_addresses(text, address):
    assert parse_address(text) == address
    assert parse_address(address) == address


NO_FOLDER = "is not the address of a folder. Write it like https://example.org/sessions."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((one, NO_FOLDER) for one in (
            "", "example.org", "ftp://example.org", "https://", "https:///x", "https://[x",
            "https://x/\n/y", "https://x:y/", "https://x:99999/", "https://x/\u200b", "https://[1"
        )),
        *((one, "has no valid host") for one in (
            "https://a b/", "https://x..y/", "https://-x.org", "https://x!/",
            "https://" + "ü" * 63 + ".org", "https://" + "a." * 127 + "b", "https://exa\\mple.org",
            "https://[fe80::1%25eth0]/", "https://ü\u2488.org",
        )),
        ("https://anna:secret@example.org/x", "cannot have a name or password. Leave it out: "),
        ("https://anna@example.org/x", "cannot have a name or password"),
        ("https://x/?a=1", r"cannot have a query"),
        ("https://x/?", r"cannot have a query"),
        ("https://x/#a", r"cannot have a fragment. Leave it out; in a folder's name write %23"),
        ("https://example.org/x/feed.xml",
         "that is the feed's own address. Name its folder: https://example.org/x.$"),
        ("http://nas:8000/feed.xml", "Name its folder: http://nas:8000.$"),
        ("https://example.org/x/FEED.XML/", "that is the feed's own address"),
        ("https://example.org/feed%2Exml", "own address. Name its folder: https://example.org.$"),
        ("https://example.org/x/index.html", "index.html is a file. Name its folder: "),
        ("https://example.org/x/podcast.rss", "podcast.rss is a file"),
    ],
)  # fmt: skip
def test_what_is_no_address(text, said):
    with pytest.raises(RoutineError, match=rf"^--base-url: .*{said}"):
        parse_address(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_path_is_ascii_and_stays(path):
    try:
        address = parse_address(f"https://example.org/{path}")
    except RoutineError:
        return
    assert address.isascii()
    assert parse_address(address) == address
    assert urlsplit(address).hostname == "example.org"
