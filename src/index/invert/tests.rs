//! Adding and deleting in any order, against a plain map.

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;
use tantivy::index::SegmentComponent;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{DocSet, Index, IndexSettings, IndexSortByField, IndexWriter, TERMINATED, Term};

use super::super::room::Held;
use super::*;

#[derive(Clone, Debug)]
enum Step {
    Add { source: u8, documents: u8 },
    Delete { source: u8 },
    Commit,
    Forget,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..6u8, 1..4u8).prop_map(|(source, documents)| Step::Add { source, documents }),
        3 => (0..6u8).prop_map(|source| Step::Delete { source }),
        1 => Just(Step::Commit),
        1 => Just(Step::Forget),
    ];
    prop::collection::vec(step, 1..40)
}

fn index() -> (Index, Field, Field) {
    let mut schema = Schema::builder();
    let raw = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::Basic);
    let source = schema.add_text_field("source", TextOptions::default().set_indexing_options(raw));
    let number = schema.add_u64_field("number", FAST | INDEXED);
    (Index::create_in_ram(schema.build()), source, number)
}

/// Gives the numbers of the documents of each source.
fn found(index: &Index, source: Field) -> BTreeMap<u8, Vec<u64>> {
    let searcher = index.reader().unwrap().searcher();
    let mut found: BTreeMap<u8, Vec<u64>> = BTreeMap::new();
    for reader in searcher.segment_readers() {
        let numbers = reader.fast_fields().u64("number").unwrap();
        for name in 0..6u8 {
            let term = Term::from_field_text(source, &name.to_string());
            let inverted = reader.inverted_index(source).unwrap();
            let Some(mut docs) = inverted.read_postings(&term, IndexRecordOption::Basic).unwrap() else { continue };
            while docs.doc() != TERMINATED {
                if !reader.is_deleted(docs.doc()) {
                    found.entry(name).or_default().extend(numbers.values_for_doc(docs.doc()));
                }
                docs.advance();
            }
        }
    }
    found.values_mut().for_each(|numbers| numbers.sort_unstable());
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn what_is_deleted_is_what_came_before(steps in steps(), most in prop_oneof![Just(1usize), Just(20_000), Just(1 << 20)]) {
        let (index, source, number) = index();
        let mut engine: IndexWriter<Held> = index.writer_with_num_threads(1, 16 << 20).unwrap();
        engine.set_merge_policy(Box::new(NoMergePolicy));
        let inverter = Inverter::new(&index, None, 2, most).unwrap();
        let (mut next, mut now, mut committed) = (0, BTreeMap::<u8, Vec<u64>>::new(), BTreeMap::new());
        for step in steps.into_iter().chain([Step::Commit]) {
            match step {
                Step::Add { source: name, documents } => {
                    let drafts: Vec<Draft> = (0..documents).map(|_| {
                        let mut draft = Draft::with_room(8);
                        draft.add_text(source, name.to_string());
                        draft.add_u64(number, next);
                        now.entry(name).or_default().push(next);
                        next += 1;
                        draft
                    }).collect();
                    inverter.add(drafts).unwrap();
                }
                Step::Delete { source: name } => {
                    inverter.delete(source, &name.to_string());
                    now.remove(&name);
                }
                Step::Commit => {
                    inverter.hand_over(&engine).unwrap();
                    engine.commit().unwrap();
                    committed = now.clone();
                    prop_assert_eq!(&found(&index, source), &committed);
                }
                Step::Forget => {
                    inverter.forget();
                    engine.rollback().unwrap();
                    engine.set_merge_policy(Box::new(NoMergePolicy));
                    now = committed.clone();
                }
            }
        }
        engine.wait_merging_threads().unwrap();
        prop_assert_eq!(&found(&index, source), &committed);
    }
}

#[test]
fn after_an_error_nothing_is_committed_until_all_is_given_up() {
    let (index, source, number) = index();
    let engine: IndexWriter<Held> = index.writer_with_num_threads(1, 16 << 20).unwrap();
    let inverter = Inverter::new(&index, None, 1, 1 << 20).unwrap();
    let mut draft = Draft::with_room(8);
    draft.add_u64(source, 1);
    assert!(inverter.add([draft]).is_err());
    let mut draft = Draft::with_room(8);
    draft.add_u64(number, 1);
    inverter.add([draft.clone()]).unwrap();
    assert!(inverter.hand_over(&engine).is_err());
    assert!(inverter.hand_over(&engine).is_err());
    inverter.forget();
    inverter.add([draft]).unwrap();
    inverter.hand_over(&engine).unwrap();
}

#[test]
fn what_was_put_away_and_sorted_bit_by_bit_makes_the_same_segment() {
    let words = TextFieldIndexing::default()
        .set_tokenizer(super::super::analysis::EXACT)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(words).set_stored());
    let number = schema.add_u64_field("number", FAST);
    let by = IndexSortByField { field: "number".to_owned(), order: tantivy::Order::Desc };
    let settings = IndexSettings { sort_by_field: Some(by), ..IndexSettings::default() };
    let schema = schema.build();
    let folder = tempfile::tempdir().unwrap();
    let files = |place: Option<PathBuf>| {
        let builder = Index::builder().schema(schema.clone()).settings(settings.clone());
        let index = builder.create_in_ram().unwrap();
        let is_put_away = place.is_some();
        let mut gathered = Gathered::new(&schema, Records::new(place, 10_000)).unwrap();
        for doc in 0..500u64 {
            let mut draft = Draft::with_room(8);
            let word = |at: u64| format!("w{} ", (doc * 31 + at * at) % 997);
            // More words than there is room for at once.
            draft.add_text(text, (0..100).map(word).collect::<String>());
            draft.add_u64(number, doc * 7919 % 500);
            gathered.add(&draft).unwrap();
        }
        assert_eq!(gathered.records.size() < 20_000, is_put_away);
        let order = gathered.order(index.settings(), &schema).unwrap();
        let segment = index.new_segment();
        segment::write(&mut gathered, &order, &segment, &mut Scratch::default()).unwrap();
        use SegmentComponent::{FastFields, FieldNorms, Positions, Postings, Store, Terms};
        let bytes = |file| segment.open_read(file).unwrap().read_bytes().unwrap().to_vec();
        [Postings, Positions, FastFields, FieldNorms, Terms, Store].map(bytes)
    };
    let (whole, put_away) = (files(None), files(Some(folder.path().to_owned())));
    assert!(whole == put_away && whole.iter().all(|file| file.len() > 100));
}
