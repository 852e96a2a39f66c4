"""`calibrate` on the command line: quotes, and what it refuses."""

from cli.main import main


def test_quotes_cannot_be_checked_without_reports(tmp_path, capsys):
    assert main(["calibrate", "--check-quotes", str(tmp_path / "none")]) == 2
    assert main(["calibrate", "--check-quotes", str(tmp_path)]) == 2
    assert "R1" in capsys.readouterr().err


def test_help_says_what_it_does_in_both_languages(capsys):
    assert main(["calibrate", "--help", "--lang", "en"]) == 0
    assert "--keep" in capsys.readouterr().out
    assert main(["calibrate", "--help", "--lang", "zh"]) == 0
    assert "合成真值" in capsys.readouterr().out
