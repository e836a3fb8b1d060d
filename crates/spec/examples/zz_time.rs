use std::time::Instant;
fn main() {
    for piece in [
        "create table x (",
        "create table x (a int, ",
        "{\"a\":",
        "[{\"a\":1},",
        "{\"a\":[{",
        "GET /a ",
        "- a: b, ",
        "a: string\n",
        "|a",
        "Book:\n  title: string\n",
        "# Book\n- a: int\n",
        "```json\n",
        "((((",
        "CREATE TABLE x (a int); ",
        "{\"books\":[{\"a\":1}]} ",
        "model A { a Int }\n",
        "a:\n b:\n",
        "entity A {\n",
        "INSERT INTO x VALUES (1);\n",
        "CREATE TABLE x (a int);\nINSERT INTO x VALUES (1);\n",
        "a ",
        "Book: title:string\n",
        "- **Book**: title, isbn\n",
        "| Field | Type |\n|---|---|\n| a | b |\n",
        " a:\n",
        "{\"x\": {\"y\": 1}, ",
        "\"",
        "create type a as enum ('a','b'); ",
    ] {
        let text = piece.repeat((10 << 20) / piece.len());
        let t = Instant::now();
        let s = spec::sniff::sniff(&text, 0, None);
        println!(
            "{:>8.2}s {:?} cov={} q={}",
            t.elapsed().as_secs_f64(),
            piece,
            s.covered.len(),
            s.questions.len()
        );
    }
}
