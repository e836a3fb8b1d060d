use std::io::Read;
fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    for part in text.split("\n===\n") {
        let intent = domain::intent::Intent { text: part.to_owned(), ..Default::default() };
        let spec = spec::RulesReader::default().spec_of(&intent).unwrap();
        println!("--- {}", part.lines().last().unwrap_or(""));
        for op in spec
            .operations
            .iter()
            .filter(|op| op.route.is_some() || !matches!(op.origin, Some(domain::Origin::Default)))
        {
            println!(
                "  {} {} [{}] {:?} {}",
                op.method.as_deref().unwrap_or("-"),
                op.path.as_deref().unwrap_or("-"),
                op.entity.as_deref().unwrap_or("-"),
                (&op.sort, &op.filters, &op.search),
                op.route.as_ref().map(|r| serde_json::to_string(r).unwrap()).unwrap_or_default()
            );
        }
        for q in &spec.open_questions {
            println!("  ? {} {}", if q.blocking { "!" } else { " " }, q.text);
        }
        for a in spec
            .assumptions
            .iter()
            .filter(|a| a.path.as_deref().is_some_and(|p| p.starts_with("/operations")))
        {
            println!("  ~ {}", a.text);
        }
        if std::env::args().nth(1).is_some() {
            for (n, e) in &spec.entities {
                println!("  E {n}: {:?}", e.fields.keys().collect::<Vec<_>>());
            }
            for r in &spec.relations {
                println!("  R {} -> {} {:?}", r.from, r.to, r.field);
            }
            for r in &spec.rules {
                println!("  rule {} {}", r.kind, r.text);
            }
        }
    }
}
