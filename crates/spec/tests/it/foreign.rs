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
    assert_eq!(fields(&spec, "Customer"), ["name", "phone", "email"]);
    assert_eq!(fields(&spec, "Bike"), ["brand", "color", "serial_number"]);
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
}
