use std::io::Read;
fn main() {
    let mut s = String::new();
    std::io::stdin().read_to_string(&mut s).unwrap();
    for part in s.split("\n=====\n") {
        let f = spec::sniff::sniff(part, 0, None);
        println!("##### {}", part.chars().take(60).collect::<String>().replace('\n', "\\n"));
        for (n, e) in &f.entities {
            println!("{n} {:?} ts={:?}", e.unique, e.timestamps);
            for (k, v) in &e.fields {
                let mut j = serde_json::to_value(v).unwrap();
                let o = j.as_object_mut().unwrap();
                for k in ["x-ql-origin", "x-ql-src", "x-ql-rule", "type"] {
                    o.remove(k);
                }
                println!("   {k}: {j}");
            }
        }
        for r in &f.relations {
            println!(
                "  REL {} -> {} {:?} {:?} req={:?} {:?}",
                r.from, r.to, r.kind, r.field, r.required, r.on_delete
            );
        }
        for o in &f.operations {
            println!("  OP {:?} {:?} {:?} {} {:?} {:?}", o.method, o.path, o.kind, o.id, o.entity, o.filters);
        }
        for r in &f.rules {
            println!("  RULE {} {:?} {:?}", r.kind, r.status, r.text);
        }
        for q in &f.questions {
            println!(
                "  Q {:?} {} {} {:?}",
                q.kind,
                q.blocking,
                q.text,
                q.src.iter().map(|s| &part[s.start..s.end]).collect::<Vec<_>>()
            );
        }
        let cov: Vec<_> = spec::words::content_tokens(part)
            .filter(|t| {
                !f.covered.iter().any(|(s, _)| s.start <= t.start && t.end <= s.end)
                    && !f.questions.iter().any(|q| q.src.iter().any(|s| s.start <= t.start && t.end <= s.end))
            })
            .map(|t| t.text)
            .collect();
        println!("  LEFT {}", cov.join(" "));
    }
}
