//! What became of each item of an operation, as a table for a spreadsheet (CSV, RFC 4180).

use shared::text::isolated;

/// The head, then a line for each row.
pub fn csv<'a>(rows: impl Iterator<Item = [String; 4]> + 'a) -> String {
    let head = ["id", "title", "state", "reason"].map(str::to_owned);
    let mut text = String::new();
    for row in std::iter::once(head).chain(rows) {
        for (at, cell) in row.iter().enumerate() {
            text.push_str(if at == 0 { "\"" } else { ",\"" });
            // What begins like this, a spreadsheet takes for a formula and executes.
            if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                text.push('\'');
            }
            text.push_str(&isolated(cell).replace('"', "\"\""));
            text.push('"');
        }
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let rows = [
            ["1", "Say \"hi\", twice", "done", ""],
            ["2", "=HYPERLINK(\"http://evil\")", "refused", "-1 left"],
            ["3", "@cmd\nnext", "failed", "+1"],
            ["4", "שיעור (א)", "done", ""],
        ];
        let text = csv(rows.into_iter().map(|row| row.map(str::to_owned)));
        let expected = [
            "\"id\",\"title\",\"state\",\"reason\"",
            "\"1\",\"Say \"\"hi\"\", twice\",\"done\",\"\"",
            "\"2\",\"'=HYPERLINK(\"\"http://evil\"\")\",\"refused\",\"'-1 left\"",
            "\"3\",\"'@cmd\nnext\",\"failed\",\"'+1\"",
            "\"4\",\"\u{2068}שיעור (א)\u{2069}\",\"done\",\"\"",
            "",
        ];
        assert_eq!(text, expected.join("\r\n"));
    }
}
