"""Ten visitors at once, each with another scenario: nobody sees or disturbs another's figures."""

from tests.browser.conftest import until_done

VISITORS = 10
RUN = "run.region=sample&run.months=14&run.draws=1"


def test_ten_visitors_see_each_their_own_figures(visit):
    pages = [
        visit(f"scenario=jujube-price-30&shock.dates.change={-0.2 - 0.03 * number:.2f}&{RUN}")
        for number in range(VISITORS)
    ]
    sentences = [until_done(page) for page in pages]
    for number, sentence in enumerate(sentences):
        assert f"falls {20 + 3 * number}%" in sentence
    assert len(set(sentences)) == VISITORS
    # One moves and switches language: the others' pages stay as they are.
    pages[0].get_by_role("slider", name="Price: red dates", exact=True).fill("-0.5")
    assert "falls 50%" in until_done(pages[0], beside=sentences[0])
    pages[1].get_by_role("button", name="中文").click()
    pages[1].locator(".oc-sentence", has_text="若红枣").wait_for()
    for page, sentence in list(zip(pages, sentences, strict=True))[2:]:
        assert page.locator(".oc-sentence").inner_text() == sentence
    assert pages[2].get_by_role("button", name="Undo").is_disabled()


def test_pages_that_are_closed_leave_the_line(visit):
    long = "scenario=pigeon-price-30&run.region=sample&run.months=60&run.draws=64"
    pages = [visit(f"{long}&run.seed={seed}") for seed in range(2, 6)]
    last = pages[-1]
    last.locator(".oc-sentence").wait_for()
    for page in pages:
        page.locator("[data-stage=running], [data-stage=queued]").first.wait_for()
        page.close()
    other = visit(f"scenario=rabbit-disease&{RUN}")
    until_done(other)
