//! What filing costs, by AWS's arithmetic over the items written.

use super::*;

/// Write units of what a filing left behind, by the rules of AWS: a transactional write costs two units
/// for each KB of an item, each index it lies in one for each KB of what is projected.
async fn write_units(database: &Database) -> u64 {
    let mut units = 0;
    let items = all_items(database).await;
    for item in items {
        let size = |names: &dyn Fn(&str) -> bool| -> u64 {
            item.iter()
                .filter(|(name, _)| names(name))
                .map(|(name, value)| name.len() as u64 + bytes(value))
                .sum()
        };
        units += 2 * size(&|_| true).div_ceil(1024);
        for index in ["owner", "desk", "plan", "due"] {
            if item.contains_key(&format!("{index}_pk")) {
                let keys = |name: &str| {
                    name.starts_with(index)
                        || matches!(name, "pk" | "sk")
                        || (index != "due" && name == "summary")
                };
                units += size(&keys).div_ceil(1024);
            }
        }
    }
    units
}

fn bytes(value: &AttributeValue) -> u64 {
    match value {
        AttributeValue::S(text) => text.len() as u64,
        AttributeValue::N(number) => number.len() as u64 / 2 + 2,
        AttributeValue::B(blob) => blob.as_ref().len() as u64,
        AttributeValue::L(list) => 3 + list.iter().map(|value| bytes(value) + 1).sum::<u64>(),
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| name.len() as u64 + bytes(value) + 1).sum::<u64>()
        }
        _ => 1,
    }
}

#[allow(clippy::disallowed_methods, reason = "a test looks at everything that was written")]
async fn all_items(database: &Database) -> Vec<std::collections::HashMap<String, AttributeValue>> {
    database.client.scan().table_name(&database.table).send().await.unwrap().items.unwrap()
}

#[tokio::test]
async fn filing_costs_at_most_24_write_units_for_one_claim_and_400_for_a_hundred() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let before = write_units(&database).await;
    filed(&database.store, &membership, "1", &dispute(1, 1), Some(&once("one", "payload"))).await.unwrap();
    let one = write_units(&database).await;
    // The membership is checked, not written: two units more.
    let single = one - before + 2;
    filed(&database.store, &membership, "2", &dispute(2, 100), Some(&once("two", "payload"))).await.unwrap();
    let hundred = write_units(&database).await - one + 2;
    assert!(single <= 24, "one claim: {single}");
    assert!(hundred <= 400, "a hundred claims: {hundred}");
    println!("write units: one claim {single}, a hundred {hundred}");
    assert!(single > 10 && hundred > 100, "{single} {hundred}: not everything was counted");
}
