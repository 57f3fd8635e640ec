//! Records beside the log, on several pages over one database.

use std::{cell::RefCell, rc::Rc};

use futures::join;
use optimist::{Client, Records};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    database,
    pages::{until, until_async},
};

type Told = Rc<RefCell<Vec<(String, Option<String>)>>>;

/// A page's records, and what others have told it of them.
async fn open(database: &str) -> (Records, Told) {
    let client = Client::builder().store(database).build();
    let told = Told::default();
    let kept = Rc::clone(&told);
    let records = client.records("notes", move |name, record| {
        kept.borrow_mut().push((name, record));
    });
    (records.await.expect("records"), told)
}

fn pair(name: &str, record: &str) -> (String, String) {
    (name.to_owned(), record.to_owned())
}

#[wasm_bindgen_test]
async fn what_one_page_puts_the_others_are_told_and_later_pages_find() {
    const NAME: &str = "optimist-test-records";
    database::delete(&format!("{NAME}-notes")).await;
    let (first, _) = open(NAME).await;
    let (_second, told) = open(NAME).await;
    first.put("b", "two", &["part".to_owned()]);
    first.put("a", "one", &[]);
    until(|| told.borrow().len() == 2).await;
    assert_eq!(told.take()[0], ("b".to_owned(), Some("two".to_owned())));

    let (later, _) = open(NAME).await;
    let all = later.all().await.expect("they can be read");
    assert_eq!(all, [pair("a", "one"), pair("b", "two")]);
    assert_eq!(later.parts("b").await, Some(Some(vec!["part".to_owned()])));
    assert_eq!(later.parts("c").await, Some(None));
    first.remove_parts(&["b".to_owned()]);
    first.remove(&["a".to_owned()]);
    until(|| !told.borrow().is_empty()).await;
    assert_eq!(told.take(), [("a".to_owned(), None)]);
    assert_eq!(later.all().await.expect("the rest"), [pair("b", "two")]);
    assert_eq!(later.parts("b").await, Some(None));
}

#[wasm_bindgen_test]
async fn what_is_put_after_the_browser_was_cleared_is_kept() {
    const NAME: &str = "optimist-test-records-cleared";
    database::delete(&format!("{NAME}-notes")).await;
    let (page, _) = open(NAME).await;
    page.put("a", "one", &[]);
    assert_eq!(page.all().await.expect("the first").len(), 1);
    database::delete(&format!("{NAME}-notes")).await;
    // It is opened again after that.
    until_async(async || page.all().await.is_some_and(|all| all.is_empty())).await;
    page.put("b", "two", &[]);
    assert_eq!(page.all().await.expect("the second"), [pair("b", "two")]);
}

#[wasm_bindgen_test]
async fn of_two_pages_that_change_a_record_at_once_the_second_sees_what_the_first_has_made() {
    const NAME: &str = "optimist-test-records-at-once";
    database::delete(&format!("{NAME}-notes")).await;
    let (first, _) = open(NAME).await;
    let (second, _) = open(NAME).await;
    first.put("a", "open", &[]);
    let taken = Rc::<RefCell<Vec<&str>>>::default();
    let take = |by| {
        let taken = Rc::clone(&taken);
        move |before: Option<String>| {
            let free = before.as_deref() == Some("open");
            free.then(|| {
                taken.borrow_mut().push(by);
                "taken".to_owned()
            })
        }
    };
    let (one, other) = join!(
        first.update("a", take("first")),
        second.update("a", take("second"))
    );
    assert!(one && other, "both were asked");
    assert_eq!(taken.borrow().len(), 1);
    let all = first.all().await.expect("they can be read");
    assert_eq!(all, [pair("a", "taken")]);
}

#[wasm_bindgen_test]
async fn without_a_database_there_are_no_records() {
    let client = Client::builder().build();
    assert!(client.records("notes", |_, _| {}).await.is_none());
}
