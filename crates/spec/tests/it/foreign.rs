//! Requests in German, Spanish and French are read through the lexicons: names become English, values stay as they are
//! written, and a word that no lexicon has is asked about, never spelled over.

use domain::{
    Spec,
    spec::{OnDelete, QuestionKind},
};
use serde_json::json;

use crate::{reading::read, rights::rights};

fn fields(spec: &Spec, entity: &str) -> Vec<String> {
    spec.entities[entity].fields.keys().cloned().collect()
}

fn on_delete(spec: &Spec, from: &str, to: &str) -> Option<OnDelete> {
    spec.relations.iter().find(|r| r.from == from && r.to == to).and_then(|r| r.on_delete)
}

/// Every span of the spec is of the text itself, and every word of it has its place.
fn sound(spec: &Spec, text: &str) {
    assert_eq!(spec.source.intent, text);
    assert_eq!(spec.coverage.silent, 0, "{text}");
    let said: Vec<&str> =
        spec.coverage.words.iter().filter_map(|word| text.get(word.src.start..word.src.end)).collect();
    assert_eq!(said, spec::words::content_tokens(text).map(|token| token.text).collect::<Vec<_>>());
    for question in &spec.open_questions {
        assert!(question.src.iter().all(|src| text.get(src.start..src.end).is_some()), "{question:?}");
    }
}

#[test]
fn german_prose_and_lists_are_read() {
    let text = "Wir brauchen eine API mit FastAPI für unsere Tierarztpraxis. Ein Besitzer hat einen Namen, eine \
                Telefonnummer und eine eindeutige E-Mail-Adresse. Ein Tier gehört zu einem Besitzer und hat einen Namen und \
                ein Geburtsdatum. Wenn ein Besitzer gelöscht wird, werden auch seine Tiere gelöscht.";
    let spec = read(text);
    assert_eq!(spec.source.language.as_deref(), Some("de"));
    assert_eq!(fields(&spec, "Owner"), ["name", "phone", "email"]);
    assert_eq!(spec.entities["Owner"].fields["email"].unique, Some(true));
    assert_eq!(fields(&spec, "Animal"), ["name", "birth_date"]);
    assert_eq!(on_delete(&spec, "Animal", "Owner"), Some(OnDelete::Cascade));
    assert_eq!(spec.blocking().count(), 0, "{:?}", spec.open_questions);
    sound(&spec, text);

    let text = "REST-API in Python mit FastAPI\n\nWerkzeuge\n- Name (Pflichtfeld, höchstens 80 Zeichen)\n- Seriennummer \
                (eindeutig)\n- Zustand: neu, gebraucht oder defekt\n\nAusleihen\n- gehört zu einem Werkzeug\n- Startdatum, \
                Enddatum\n- zurückgegeben (ja/nein, standardmäßig nein)\n\nDas Enddatum muss nach dem Startdatum liegen.\n";
    let spec = read(text);
    assert_eq!(fields(&spec, "Tool"), ["name", "serial_number", "state"]);
    assert_eq!(json!(spec.entities["Tool"].fields["state"].values), json!(["neu", "gebraucht", "defekt"]));
    assert_eq!(spec.entities["Tool"].fields["name"].max_length, Some(80));
    assert_eq!(spec.entities["Loan"].fields["returned"].default, Some(json!(false)));
    let order = spec.rules.iter().find(|rule| rule.kind == "order").unwrap();
    assert_eq!(order.text, "Das Enddatum muss nach dem Startdatum liegen");
    sound(&spec, text);
}

#[test]
fn verbs_at_the_end_of_german_clauses_give_rights() {
    let text = "Als Trainer möchte ich Kurse anlegen und bearbeiten.\nAls Mitglied möchte ich Kurse ansehen.\nNur \
                Administratoren dürfen Mitglieder löschen.\n\nKurs: Titel, Beginn\nMitglied: Name, E-Mail\nBitte mit FastAPI.";
    let spec = read(text);
    let said = rights(&spec);
    for right in
        ["trainer create Course", "trainer update Course", "member read Course", "admin delete Member"]
    {
        assert!(said.iter().any(|line| line == right), "{right}: {said:?}");
    }
    sound(&spec, text);
}

#[test]
fn spanish_prose_and_lists_are_read() {
    let text = "Necesito una API con FastAPI para un taller de bicicletas. Un cliente tiene nombre, teléfono y correo \
                electrónico (único). Cada bicicleta pertenece a un cliente y tiene marca, color y número de serie único. Una \
                reparación tiene un precio mayor que 0 y un estado (pendiente, en curso, terminada; por defecto pendiente). \
                Una bicicleta puede tener varias reparaciones. Al eliminar un cliente se eliminan sus bicicletas.";
    let spec = read(text);
    assert_eq!(spec.source.language.as_deref(), Some("es"));
    let told = spec.assumptions.iter().find(|a| a.text.contains("brand for")).unwrap();
    assert!(told.text.contains("Bike for") && told.text.contains("marca"), "{}", told.text);
    assert_eq!(fields(&spec, "Customer"), ["name", "phone", "email"]);
    assert_eq!(fields(&spec, "Bike"), ["brand", "color", "serial_number"]);
    let src = spec.entities["Bike"].fields["brand"].src.unwrap();
    assert_eq!(&text[src.start..src.end], "marca");
    let status = &spec.entities["Repair"].fields["status"];
    assert_eq!(json!(status.values), json!(["pendiente", "en_curso", "terminada"]));
    assert_eq!(status.default, Some(json!("pendiente")));
    assert_eq!(on_delete(&spec, "Bike", "Customer"), Some(OnDelete::Cascade));
    assert!(on_delete(&spec, "Repair", "Bike").is_some());
    sound(&spec, text);

    let text = "API REST con FastAPI:\n\n- Libro: título (obligatorio, máximo 200 caracteres), autor, isbn (único)\n- \
                Alumno: nombre, email (único)\n- Préstamo: pertenece a un libro y a un alumno; fecha de préstamo, fecha de \
                devolución (opcional)\n\nReglas:\n- Un alumno no puede tener más de 3 préstamos abiertos.\n- Solo los \
                bibliotecarios pueden crear, editar y borrar libros.\n";
    let spec = read(text);
    assert_eq!(fields(&spec, "Loan"), ["loan_date", "return_date"]);
    assert!(on_delete(&spec, "Loan", "Book").is_some() && on_delete(&spec, "Loan", "Student").is_some());
    assert_eq!(rights(&spec), ["librarian create Book", "librarian delete Book", "librarian update Book"]);
    assert!(spec.rules.iter().any(|rule| rule.kind == "limit"), "{:?}", spec.rules);
    sound(&spec, text);
}

#[test]
fn french_prose_and_lists_are_read() {
    let text = "Je voudrais une API en Python avec FastAPI pour gérer un refuge. Un animal a un nom, une espèce (chien, chat, \
                lapin) et une date de naissance. Un bénévole a un nom et une adresse e-mail unique. Une visite appartient à un \
                animal et à un bénévole, elle a une date et un commentaire facultatif. Un animal ne peut pas être supprimé s'il \
                a des visites.";
    let spec = read(text);
    assert_eq!(spec.source.language.as_deref(), Some("fr"));
    assert_eq!(fields(&spec, "Animal"), ["name", "species", "birth_date"]);
    assert_eq!(json!(spec.entities["Animal"].fields["species"].values), json!(["chien", "chat", "lapin"]));
    assert!(!spec.entities["Visit"].fields["comment"].required);
    assert_eq!(on_delete(&spec, "Visit", "Animal"), Some(OnDelete::Restrict));
    sound(&spec, text);

    let text = "## Cahier des charges\n\nAPI avec FastAPI et SQLite.\n\n### Chantiers\n- nom (obligatoire, 100 caractères \
                maximum)\n- statut : prévu, en cours, terminé\n\n### Affectations\n- appartient à un chantier\n- nombre \
                d'heures, au moins 1\n\nQuand un chantier est supprimé, ses affectations sont supprimées aussi.\n";
    let spec = read(text);
    assert_eq!(fields(&spec, "ConstructionSite"), ["name", "status"]);
    assert_eq!(spec.entities["ConstructionSite"].fields["name"].max_length, Some(100));
    assert_eq!(on_delete(&spec, "Assignment", "ConstructionSite"), Some(OnDelete::Cascade));
    sound(&spec, text);
}

#[test]
fn a_word_that_no_lexicon_has_is_asked_about_and_is_no_name() {
    for (text, unknown) in [
        (
            "API mit FastAPI. Ein Kunde hat einen Namen, einen Quetschkommodenstand und eine E-Mail.",
            "Quetschkommodenstand",
        ),
        ("API con FastAPI. Un cliente tiene nombre, zarandajo y correo electrónico.", "zarandajo"),
        ("API avec FastAPI. Un client a un nom, un zigouigoui et une adresse e-mail.", "zigouigoui"),
    ] {
        let spec = read(text);
        let named = fields(&spec, "Customer");
        assert!(named.len() == 2 && named[0] == "name" && named[1].starts_with("email"), "{text}: {named:?}");
        let asked =
            spec.blocking().find(|q| q.kind == QuestionKind::Unrecognised && q.text.contains(unknown));
        assert!(asked.is_some(), "{text}: {:?}", spec.open_questions);
        sound(&spec, text);
    }
}

/// What stands below an unknown heading is of no other thing.
#[test]
fn members_of_an_unknown_thing_go_to_no_other_one() {
    let text = "Wir brauchen eine API mit FastAPI für den Laden.\n\nKunden\n- Name\n- E-Mail\n\nQuetschkommoden\n- Seriennummer\n- Preis\n";
    let spec = read(text);
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Customer"]);
    assert_eq!(fields(&spec, "Customer"), ["name", "email"]);
    assert!(spec.blocking().any(|q| q.text.contains("Quetschkommoden")), "{:?}", spec.open_questions);
    sound(&spec, text);

    let text = "Je veux une API avec FastAPI pour la boutique. Un client a un prénom et une adresse. Une facture appartient à \
                un client et a une date et un montant. Un zigouigoui a un propriétaire. Il a un poids et une couleur.";
    let spec = read(text);
    assert_eq!(fields(&spec, "Customer"), ["first_name", "address"]);
    assert_eq!(fields(&spec, "Invoice"), ["date", "amount"]);
    sound(&spec, text);
}

#[test]
fn clauses_go_where_they_belong() {
    let lead = "Wir brauchen eine API mit FastAPI für die Praxis. Ein Tierarzt hat einen Namen. Ein Termin hat ein Datum.";
    let spec = read(&format!(
        "{lead} Nur Tierärzte legen Termine an. Abgesagte Termine dürfen nicht mehr bearbeitet werden."
    ));
    assert!(rights(&spec).iter().any(|right| right == "vet create Appointment"), "{:?}", rights(&spec));
    let spec = read(&format!(
        "{lead} Wird ein Tierarzt gelöscht, werden auch seine Termine gelöscht. Ein Termin gehört zu einem Tierarzt."
    ));
    assert_eq!(on_delete(&spec, "Appointment", "Vet"), Some(OnDelete::Cascade));

    let sorted = "Ein Auto hat eine Farbe und ein Gewicht. Autos können nach Farbe gefiltert und nach Gewicht sortiert werden.";
    let spec = read(&format!("{lead} {sorted}"));
    let list = spec.operations.iter().find(|op| op.id == "listCars").unwrap();
    assert_eq!((list.filters.join(" "), list.sort.join(" ")), ("color".to_owned(), "weight".to_owned()));

    // What is told of an unknown thing is told of no other one.
    let text = "Je veux une API avec FastAPI pour gérer les vélos de notre association. Un client a un nom, un prénom et un téléphone. Un vélo a une couleur et un zigouigoui, qui ne doit pas dépasser 500 euros.";
    let spec = read(text);
    assert_eq!(fields(&spec, "Bike"), ["color"]);
    assert_eq!(spec.entities["Bike"].fields["color"].maximum, None);
    let text =
        "Je veux une API avec FastAPI. Un article a un état et un nom. L'état de l'article est facultatif.";
    let spec = read(text);
    assert!(
        fields(&spec, "Article").iter().all(|name| !name.starts_with("the")),
        "{:?}",
        fields(&spec, "Article")
    );
    let text = "Necesito una API con FastAPI. Un árbol está plantado en una parcela, que tiene un código único. Un árbol tiene una especie.";
    assert!(!fields(&read(text), "Tree").contains(&"code".to_owned()));
}

/// "As a member I want to borrow a game" builds no game.
#[test]
fn what_a_story_is_about_is_no_software() {
    for text in [
        "As a member I want to borrow a game. As a clerk I want to add games. A game has a title and a publisher. FastAPI.",
        "Als Mitglied möchte ich ein Spiel ausleihen. Ein Spiel hat einen Titel und einen Verlag. Bitte mit FastAPI.",
    ] {
        let spec = read(text);
        assert_eq!(spec.project.kind, domain::spec::ProjectType::Api, "{text}");
        assert!(spec.entities.contains_key("Game"), "{text}: {:?}", spec.entities.keys());
    }
}

/// Names in code keep their letters, whatever the language around them.
#[test]
fn code_in_a_foreign_text_is_not_put_in_english() {
    let text = "Wir haben schon diese Tabelle und brauchen dafür eine API mit FastAPI:\n\nCREATE TABLE kunden (\n  id SERIAL \
                PRIMARY KEY,\n  titel VARCHAR(80) NOT NULL\n);\n";
    let spec = read(text);
    assert!(
        spec.entities.values().any(|entity| entity.fields.contains_key("titel")),
        "{:?}",
        spec.entities.keys()
    );
    sound(&spec, text);
}

#[test]
fn other_languages_are_asked_about_as_a_whole() {
    let text = "Ho bisogno di una API con FastAPI per la gestione della biblioteca: il libro ha un titolo e un autore.";
    let spec = read(text);
    assert!(spec.entities.is_empty());
    assert!(spec.blocking().any(|q| q.text.contains("Italian")), "{:?}", spec.open_questions);
    assert_eq!(spec.coverage.silent, 0);
    // Nor are its lists taken for English ones.
    let text = "Ho bisogno di una API con FastAPI per la biblioteca della scuola.\n\nLibri\n- titolo: string\n- autore: string\n- prezzo (decimal)\n";
    let spec = read(text);
    assert!(spec.entities.is_empty(), "{:?}", spec.entities.keys());
    assert_eq!(spec.coverage.silent, 0);
}

/// Words, marks and ends of lines that requests in the three languages are made of, and some that break them.
const PIECES: &[&str] = &[
    "Ein Kunde hat einen Namen",
    "und",
    "oder",
    ", die",
    "dürfen",
    "löschen",
    "anlegen",
    "nur",
    "Administratoren",
    "wenn",
    "werden",
    "gelöscht",
    "E-Mail",
    "(Pflicht, höchstens 3 Zeichen)",
    "Quetsch",
    "höchstens",
    "ja/nein",
    "nach Datum sortieren",
    "des",
    "solange",
    "Un cliente tiene nombre",
    "y",
    "o",
    "no puede",
    "los",
    "borrarlos",
    "que",
    "al eliminar",
    "se eliminan",
    "por defecto",
    "único",
    "l'auteur",
    "d'un",
    "ne",
    "pas",
    "qu'une",
    "les trier",
    "n'a",
    "des",
    "à",
    "Un client a un nom",
    "appartient à",
    "facultatif",
    "\n",
    "\n- ",
    "\n\n## ",
    ".",
    ",",
    ";",
    ":",
    "(",
    ")",
    "-",
    "→",
    "/",
    "`",
    "\"",
    "«",
    "»",
    "”",
    "*",
    "1",
    "C#",
    "'",
    "’",
    "ß",
    "e\u{301}",
    "```\n",
    "POST /a/:b/c",
    "CREATE TABLE a (b INT);",
    "\u{a0}",
    "😀",
    "status: a, b",
    "A-B",
    "3.5",
    "!",
    "?",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(192))]

    /// Whatever they are mixed to: no panic, spans of the text, and a place for each word.
    #[test]
    fn any_mixture_of_the_languages_is_read_honestly(
        lead in proptest::sample::select(vec!["Wir brauchen eine API für die Kunden. ", "Necesito una API para los clientes. ", "Je veux une API pour les clients. "]),
        picks in proptest::collection::vec((0..PIECES.len(), proptest::bool::ANY), 0..40),
    ) {
        let mut text = lead.to_owned();
        for (at, blank) in picks {
            text.push_str(PIECES[at]);
            if blank { text.push(' ') }
        }
        let spec = read(&text);
        sound(&spec, &text);
        let json = serde_json::to_string(&spec).unwrap();
        proptest::prop_assert!(serde_json::from_str::<Spec>(&json).is_ok());
    }
}

#[test]
fn a_limit_that_nothing_was_read_from_is_a_word_that_is_asked_about() {
    let text = "Wir brauchen eine API für die Kunden. Ein Kunde hat einen Namen nur";
    let spec = read(text);
    let asked = spec.open_questions.iter().find(|question| question.text.contains("nur")).unwrap();
    let only = spec
        .coverage
        .words
        .iter()
        .find(|word| text.get(word.src.start..word.src.end) == Some("nur"))
        .unwrap();
    assert_eq!(only.by.as_ref(), Some(&asked.id));
}
