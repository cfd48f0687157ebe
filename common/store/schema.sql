-- The connector space database, for people who query it with sqlite3 and for sync engines that
-- stage pending exports with plain SQL (the view pending_export, below). csimport makes such a
-- database, and `sqlite3 connectorspace.db < schema.sql` an empty one.
--
-- Foreign keys are off in the sqlite3 shell and in most bindings, so triggers cascade too. They
-- cascade deletes: connector_id, object_id and attribute_id are not to be changed by an UPDATE.

PRAGMA page_size = 16384;
PRAGMA application_id = 1668510828; -- 'cstl'
PRAGMA user_version = 2;            -- raised with each change; schema_1.sql has version 1

CREATE TABLE connector (
  connector_id INTEGER PRIMARY KEY,
  guid         TEXT UNIQUE,          -- ma-id; NULL where the source had none, or where a connector
                                     -- of another name has it already (copy_of)
  name         TEXT NOT NULL UNIQUE, -- ma-name
  copy_of      TEXT,                 -- the source's ma-id where another connector has it as guid
  extension    TEXT                  -- a frame (below): what the root element of the source held
                                     -- beyond its objects, with <?objects N?> where N objects
                                     -- stood; NULL where nothing
);

-- A frame is XML with processing instructions as the holes where columns go. It holds what the
-- source had beyond the columns: unknown elements and XML attributes, an unusual order. NULL is the
-- usual frame, so rows made with SQL need none.

CREATE TABLE object (
  object_id        INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice; the order of the objects
  connector_id     INTEGER NOT NULL REFERENCES connector ON DELETE CASCADE,
  guid             TEXT NOT NULL,    -- id, upper case, in braces
  dn               TEXT NOT NULL COLLATE NOCASE, -- cs-dn; compares ignoring ASCII case
  type             TEXT,             -- object-type
  is_connector     INTEGER           -- 1 joined, 0 a disconnector, NULL unknown
                   CONSTRAINT "is_connector is 0, 1 or NULL" CHECK (is_connector IN (0, 1)),
  import_operation TEXT,             -- import-delta-operation
  export_operation TEXT,             -- export-delta-operation
  import_error     TEXT,             -- the import-errordetail element as XML, NULL where none
  export_error     TEXT,             -- the export-errordetail element as XML, NULL where none
  details          TEXT,             -- the frame: every other child and XML attribute, in order,
                                     -- with a hole for each part, connector, delta operation,
                                     -- error detail, ma-id and ma-name
  UNIQUE (connector_id, guid)
);

CREATE TABLE attribute (             -- the connector's schema, as met: a name is there once for
                                     -- each way in which the source writes it
  attribute_id INTEGER PRIMARY KEY,
  connector_id INTEGER NOT NULL REFERENCES connector ON DELETE CASCADE,
  name         TEXT NOT NULL,
  element      TEXT NOT NULL CONSTRAINT "element is attr, dn-attr or objectclass"
               CHECK (element IN ('attr', 'dn-attr', 'objectclass')),
  type         TEXT,                 -- string, binary, integer, boolean, reference, as the XML says
  multivalued  INTEGER NOT NULL CONSTRAINT "multivalued is 0 or 1" CHECK (multivalued IN (0, 1)),
  spelling     TEXT                  -- the XML attributes beyond name, operation and type as they
                                     -- are written; NULL is just multivalued
);
-- NULL equals NULL here, and differs from ''.
CREATE UNIQUE INDEX attribute_key ON attribute
  (connector_id, name, element, multivalued, ifnull('=' || type, ''), ifnull('=' || spelling, ''));

CREATE TABLE part (
  part     INTEGER PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  is_delta INTEGER NOT NULL          -- 1 a delta, 0 a hologram
);
INSERT INTO part (part, name, is_delta) VALUES
  (1, 'unapplied-export', 1),        -- the pending export
  (2, 'escrowed-export', 1),
  (3, 'unconfirmed-export', 1),
  (4, 'pending-import', 1),
  (5, 'synchronized-hologram', 0),
  (6, 'unapplied-export-hologram', 0),
  (7, 'escrowed-export-hologram', 0),
  (8, 'unconfirmed-export-hologram', 0),
  (9, 'pending-import-hologram', 0);

CREATE TABLE image (                 -- a delta or a hologram, to be written before its values
  object_id           INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,
  part                INTEGER NOT NULL REFERENCES part,
  operation           TEXT           -- OMODT of a delta; NULL for a hologram
    CONSTRAINT "operation is none, add, replace, update, delete, delete-add or obsolete"
    CHECK (operation = 'none' OR operation = 'add' OR operation = 'replace' OR operation = 'update'
           OR operation = 'delete' OR operation = 'delete-add' OR operation = 'obsolete'),
  dn                  TEXT,          -- as the delta or entry says it
  newdn               TEXT,          -- of a rename or move
  anchor              TEXT,          -- base64
  parent_anchor       TEXT,          -- base64
  primary_objectclass TEXT,
  extension           TEXT,          -- the frame: unknown children and XML attributes
  PRIMARY KEY (object_id, part),
  CONSTRAINT "a delta has an operation, a hologram has none"
    CHECK ((part <= 4) = (operation IS NOT NULL))
) WITHOUT ROWID;

-- An attribute without a value is one row with position 0, value and extension NULL; '' is an empty
-- value. (The words are compared one by one: an IN would triple the time that a row takes.)
CREATE TABLE value (
  object_id    INTEGER NOT NULL,
  part         INTEGER NOT NULL,
  attr         INTEGER NOT NULL,     -- 0, 1, 2, … the attribute's place in the image
  position     INTEGER NOT NULL,     -- 0, 1, 2, … the value's place in the attribute
  attribute_id INTEGER NOT NULL REFERENCES attribute,
  amodt        TEXT                  -- of the attribute, the same in all its rows; NULL where the
                                     -- XML has none
    CONSTRAINT "amodt is add, replace, update, delete or NULL"
    CHECK (amodt = 'add' OR amodt = 'replace' OR amodt = 'update' OR amodt = 'delete'),
  vmodt        TEXT                  -- of the value, NULL where the XML has none
    CONSTRAINT "vmodt is add, delete or NULL" CHECK (vmodt = 'add' OR vmodt = 'delete'),
  value        TEXT,                 -- of a reference the DN it points to
  anchor       TEXT,                 -- of a reference, base64
  extension    TEXT,                 -- the frame: unknown children and XML attributes of the value;
                                     -- or, with value NULL, an unknown element among the values
  PRIMARY KEY (object_id, part, attr, position),
  FOREIGN KEY (object_id, part) REFERENCES image ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE shared (                -- attributes that a hologram has in common with an earlier one
                                     -- of its object, and whose values are stored there, once: an
                                     -- export changes few attributes of many
  object_id INTEGER NOT NULL,
  part      INTEGER NOT NULL,
  attr      INTEGER NOT NULL,        -- the place of the first of them
  count     INTEGER NOT NULL         -- how many, one behind the other
    CONSTRAINT "count is one or more" CHECK (count > 0),
  from_part INTEGER NOT NULL         -- the earlier hologram
    CONSTRAINT "from_part is an earlier hologram"
    CHECK (from_part BETWEEN 5 AND 8 AND from_part < part),
  from_attr INTEGER NOT NULL,        -- the place of the first of them there
  PRIMARY KEY (object_id, part, attr),
  FOREIGN KEY (object_id, part) REFERENCES image ON DELETE CASCADE
) WITHOUT ROWID;

-- The values of every image, those that it shares included. (A UNION of both would be read whole by
-- whoever joins the view.)
CREATE VIEW image_value (object_id, part, attr, position, attribute_id, amodt, vmodt, value, anchor,
                         extension) AS
SELECT i.object_id, i.part, v.attr + ifnull(s.attr - s.from_attr, 0), v.position, v.attribute_id,
       v.amodt, v.vmodt, v.value, v.anchor, v.extension
FROM image AS i
JOIN value AS v ON v.object_id = i.object_id AND v.part <= i.part
LEFT JOIN shared AS s
  ON s.object_id = i.object_id AND s.part = i.part AND s.from_part = v.part
  AND v.attr BETWEEN s.from_attr AND s.from_attr + s.count - 1
WHERE v.part = i.part OR s.part IS NOT NULL;

-- == What follows is added to a new database once its first import is in. ==

CREATE INDEX object_dn ON object (connector_id, dn);
CREATE INDEX image_pending ON image (object_id) WHERE part = 1 AND operation <> 'none';
CREATE INDEX value_pending ON value (object_id, attribute_id) WHERE part = 1 AND position = 0;

CREATE TRIGGER connector_delete AFTER DELETE ON connector BEGIN
  DELETE FROM object WHERE connector_id = OLD.connector_id;
  DELETE FROM attribute WHERE connector_id = OLD.connector_id;
END;

CREATE TRIGGER object_delete AFTER DELETE ON object BEGIN
  DELETE FROM shared WHERE object_id = OLD.object_id; -- first: nothing is to be copied out
  DELETE FROM image WHERE object_id = OLD.object_id;
  DELETE FROM value WHERE object_id = OLD.object_id;
END;

CREATE TRIGGER image_delete AFTER DELETE ON image BEGIN
  DELETE FROM value WHERE object_id = OLD.object_id AND part = OLD.part;
  DELETE FROM shared WHERE object_id = OLD.object_id AND part = OLD.part;
END;

-- INSERT OR REPLACE deletes without a delete trigger: the new row inherits nothing of the old one.
CREATE TRIGGER object_insert AFTER INSERT ON object
WHEN EXISTS (SELECT 1 FROM image WHERE object_id = NEW.object_id) BEGIN
  DELETE FROM image WHERE object_id = NEW.object_id;
END;

CREATE TRIGGER image_insert AFTER INSERT ON image
WHEN EXISTS (SELECT 1 FROM value WHERE object_id = NEW.object_id AND part = NEW.part)
  OR EXISTS (SELECT 1 FROM shared WHERE object_id = NEW.object_id AND part = NEW.part) BEGIN
  DELETE FROM value WHERE object_id = NEW.object_id AND part = NEW.part;
  DELETE FROM shared WHERE object_id = NEW.object_id AND part = NEW.part;
END;

-- Before values change that other holograms share, those get rows of their own.
CREATE VIEW unsharing AS -- has no rows
SELECT NULL AS object_id, NULL AS part WHERE 0;

CREATE TRIGGER unsharing_insert INSTEAD OF INSERT ON unsharing BEGIN
  INSERT INTO value (object_id, part, attr, position, attribute_id, amodt, vmodt, value, anchor,
                     extension)
  SELECT s.object_id, s.part, v.attr - s.from_attr + s.attr, v.position, v.attribute_id, v.amodt,
         v.vmodt, v.value, v.anchor, v.extension
  FROM shared AS s
  JOIN value AS v ON v.object_id = s.object_id AND v.part = s.from_part
    AND v.attr BETWEEN s.from_attr AND s.from_attr + s.count - 1
  WHERE s.object_id = NEW.object_id AND s.from_part = NEW.part;
  DELETE FROM shared WHERE object_id = NEW.object_id AND from_part = NEW.part;
END;

CREATE TRIGGER value_insert BEFORE INSERT ON value
WHEN NEW.part > 4 AND EXISTS (SELECT 1 FROM shared WHERE object_id = NEW.object_id
  AND from_part = NEW.part AND NEW.attr BETWEEN from_attr AND from_attr + count - 1) BEGIN
  INSERT INTO unsharing (object_id, part) VALUES (NEW.object_id, NEW.part);
END;

CREATE TRIGGER value_update BEFORE UPDATE ON value
WHEN OLD.part > 4 AND EXISTS (SELECT 1 FROM shared WHERE object_id = OLD.object_id
  AND from_part = OLD.part) BEGIN
  INSERT INTO unsharing (object_id, part) VALUES (OLD.object_id, OLD.part);
END;

CREATE TRIGGER value_delete BEFORE DELETE ON value
WHEN OLD.part > 4 AND EXISTS (SELECT 1 FROM shared WHERE object_id = OLD.object_id
  AND from_part = OLD.part) BEGIN
  INSERT INTO unsharing (object_id, part) VALUES (OLD.object_id, OLD.part);
END;

CREATE VIEW pending_export AS
-- The queue of pending exports: a row for each value of each pending export, and one with attribute
-- NULL for a pending export without attributes. A delta whose operation is none is no pending
-- export.
--
-- INSERT stages a change. The connector, the object, its delta and the attribute are made where
-- they are not there. The object is found by guid, else by dn. attribute NULL stages the object's
-- change alone; value NULL the attribute without a value. type, multivalued and amodt left out mean
-- what the attribute already has, else string, 0 and none; newdn and object_type left out say
-- nothing. What contradicts itself or what is staged is an error, and the statement changes
-- nothing. An engine that stages many changes prepares its INSERT once, in one transaction: to
-- compile it takes SQLite ten times as long as to run it.
--
-- DELETE takes a change back. With its last row the whole pending export goes, a newdn included,
-- and an object of which nothing else is known: only staging had made it. Connectors and attributes
-- stay.
--
-- UPDATE is an error: delete the row and insert it as it should be.
SELECT c.name AS connector, o.guid AS guid, o.dn AS dn, o.type AS object_type,
       i.operation AS omodt, i.newdn AS newdn, a.name AS attribute, a.shown_type AS type,
       a.multivalued AS multivalued, v.amodt AS amodt, v.vmodt AS vmodt, v.value AS value
FROM connector AS c
JOIN object AS o ON o.connector_id = c.connector_id
JOIN image AS i ON i.object_id = o.object_id AND i.part = 1 AND i.operation <> 'none'
LEFT JOIN value AS v ON v.object_id = +i.object_id AND v.part = 1 -- with the plus, SQLite
                                                             -- does not begin with the values
LEFT JOIN staging_schema AS a ON a.attribute_id = v.attribute_id;

-- The rest is how the view works.

CREATE VIEW staging_schema AS -- the attributes, with the type as pending_export shows it
SELECT attribute_id, connector_id, name, element, type, multivalued, spelling,
       CASE WHEN type IS NOT NULL THEN type WHEN element = 'dn-attr' THEN 'reference'
            WHEN element = 'objectclass' THEN 'string' END AS shown_type
FROM attribute;

-- The other views have no rows. An INSERT or DELETE goes through them step by step: each trigger
-- hands what it has looked up to the next. Before every write its conflict is asked for, since an
-- INSERT OR REPLACE or OR IGNORE of the caller would settle it in silence.

CREATE VIEW staging_object AS
SELECT NULL AS connector_id, NULL AS by_guid, NULL AS by_dn, NULL AS also_by_dn, NULL AS texts,
       NULL AS guid, NULL AS dn, NULL AS object_type, NULL AS omodt, NULL AS newdn,
       NULL AS attribute, NULL AS type, NULL AS multivalued, NULL AS amodt, NULL AS vmodt,
       NULL AS value
WHERE 0;

CREATE VIEW staging_new_object AS
SELECT NULL AS connector_id, NULL AS object_id, NULL AS guid, NULL AS dn, NULL AS type WHERE 0;

CREATE VIEW staging_delta AS
SELECT NULL AS connector_id, NULL AS object_id, NULL AS dn, NULL AS object_type, NULL AS omodt,
       NULL AS newdn, NULL AS attribute, NULL AS type, NULL AS multivalued, NULL AS amodt,
       NULL AS vmodt, NULL AS value
WHERE 0;

CREATE VIEW staging_image AS
SELECT NULL AS object_id, NULL AS object_type, NULL AS operation, NULL AS newdn WHERE 0;

CREATE VIEW staging_attribute AS
SELECT NULL AS connector_id, NULL AS object_id, NULL AS attr, NULL AS usual_amodt, NULL AS name,
       NULL AS type, NULL AS multivalued, NULL AS amodt, NULL AS vmodt, NULL AS value
WHERE 0;

CREATE VIEW staging_removal AS
SELECT NULL AS object_id, NULL AS attr, NULL AS position WHERE 0;

-- What a row says by itself.
CREATE TRIGGER pending_export_insert INSTEAD OF INSERT ON pending_export BEGIN
  SELECT CASE
    WHEN typeof(NEW.connector) <> 'text' OR NEW.connector = ''
      THEN RAISE(ABORT, 'a pending export needs the name of its connector')
    WHEN typeof(NEW.value) NOT IN ('text', 'null')
      THEN RAISE(ABORT, 'a value is text: put a number in quotes, give a binary value as base64')
    WHEN typeof(NEW.guid) || typeof(NEW.dn) || typeof(NEW.object_type) || typeof(NEW.newdn)
         || typeof(NEW.attribute) GLOB '*[bir]*' -- a blob, an integer or a real
      THEN RAISE(ABORT, 'guid, dn, object_type, newdn and attribute are text')
    WHEN NEW.guid IS NULL AND NEW.dn IS NULL
      THEN RAISE(ABORT, 'a pending export needs a dn or a guid')
    WHEN NEW.guid = '' OR NEW.dn = '' OR NEW.newdn = '' OR NEW.attribute = ''
      THEN RAISE(ABORT, 'guid, dn, newdn and attribute are not empty: what there is not is NULL')
    WHEN CASE NEW.omodt WHEN 'add' THEN 0 WHEN 'replace' THEN 0 WHEN 'update' THEN 0
                        WHEN 'delete' THEN 0 WHEN 'delete-add' THEN 0 WHEN 'obsolete' THEN 0
                        ELSE 1 END
      THEN RAISE(ABORT, 'omodt is add, replace, update, delete, delete-add or obsolete')
    WHEN NEW.amodt <> 'add' AND NEW.amodt <> 'replace' AND NEW.amodt <> 'update'
        AND NEW.amodt <> 'delete'
      THEN RAISE(ABORT, 'amodt is add, replace, update, delete or NULL')
    WHEN NEW.vmodt <> 'add' AND NEW.vmodt <> 'delete'
      THEN RAISE(ABORT, 'vmodt is add, delete or NULL')
    WHEN NEW.multivalued <> 0 AND NEW.multivalued <> 1 AND NEW.multivalued <> '0'
        AND NEW.multivalued <> '1'
      THEN RAISE(ABORT, 'multivalued is 0, 1 or NULL')
    WHEN NEW.attribute IS NULL
        AND coalesce(NEW.type, NEW.multivalued, NEW.amodt, NEW.value) IS NOT NULL
      THEN RAISE(ABORT, 'type, multivalued, amodt and value need an attribute')
    WHEN NEW.vmodt IS NOT NULL AND NEW.value IS NULL
      THEN RAISE(ABORT, 'a vmodt needs a value')
    WHEN NEW.omodt = 'delete' AND NEW.attribute IS NOT NULL
      THEN RAISE(ABORT, 'a delete is of the whole object: it takes no attribute')
    WHEN NEW.newdn IS NOT NULL AND (NEW.omodt = 'delete' OR NEW.omodt = 'obsolete')
      THEN RAISE(ABORT, 'an object that goes takes no newdn')
  END;
  INSERT INTO connector (name) SELECT NEW.connector
    WHERE NOT EXISTS (SELECT 1 FROM connector WHERE name = NEW.connector);
  INSERT INTO staging_object VALUES (
    (SELECT connector_id FROM connector WHERE name = NEW.connector),
    (SELECT object_id FROM object WHERE guid = upper(NEW.guid)
       AND connector_id = (SELECT connector_id FROM connector WHERE name = NEW.connector)),
    (SELECT min(object_id) FROM object WHERE dn = NEW.dn
       AND connector_id = (SELECT connector_id FROM connector WHERE name = NEW.connector)),
    (SELECT max(object_id) FROM object WHERE dn = NEW.dn
       AND connector_id = (SELECT connector_id FROM connector WHERE name = NEW.connector)),
    NEW.connector || ifnull(NEW.dn, '') || ifnull(NEW.object_type, '') || ifnull(NEW.newdn, '')
    || ifnull(NEW.attribute, '') || ifnull(NEW.value, ''),
    upper(NEW.guid), NEW.dn, NEW.object_type, NEW.omodt, NEW.newdn, NEW.attribute, NEW.type,
    NEW.multivalued + 0, NEW.amodt, NEW.vmodt, NEW.value);
END;

-- The object.
CREATE TRIGGER staging_object_insert INSTEAD OF INSERT ON staging_object BEGIN
  SELECT CASE
    WHEN instr(NEW.texts, char(0))
        -- SQLite reads U+FFFE, U+FFFF and most of what is not UTF-8 as 65533, and 45 is the hyphen.
        OR replace(NEW.texts, char(65533), 'x')
           GLOB '*[' || char(1, 45, 8, 11, 12, 14, 45, 31, 65533) || ']*'
      THEN RAISE(ABORT, 'not UTF-8, or a character that XML lacks: give a binary value as base64')
    WHEN NEW.guid IS NULL AND NEW.by_dn <> NEW.also_by_dn
      THEN RAISE(ABORT, 'several objects have this dn: give the guid of the one that is meant')
    WHEN NEW.guid IS NOT NULL AND NEW.by_guid IS NULL AND NEW.by_dn IS NOT NULL
      THEN RAISE(ABORT, 'the object of this dn has another guid')
    WHEN NEW.by_guid IS NULL AND NEW.dn IS NULL
      THEN RAISE(ABORT, 'there is no object of this guid: a new one needs a dn too')
    WHEN NEW.by_guid IS NULL
        AND (NEW.guid NOT GLOB '{????????-????-????-????-????????????}'
             OR NEW.guid GLOB '*[^-{}0-9A-F]*')
      THEN RAISE(ABORT, 'a guid is written {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}')
  END;
  INSERT INTO staging_new_object VALUES (
    NEW.connector_id, ifnull(NEW.by_guid, NEW.by_dn), NEW.guid, NEW.dn, NEW.object_type);
  INSERT INTO staging_delta VALUES (
    NEW.connector_id,
    coalesce(NEW.by_guid, NEW.by_dn,
             (SELECT object_id FROM object WHERE connector_id = NEW.connector_id AND dn = NEW.dn)),
    NEW.dn, NEW.object_type, NEW.omodt, NEW.newdn, NEW.attribute, NEW.type, NEW.multivalued,
    NEW.amodt, NEW.vmodt, NEW.value);
END;

CREATE TRIGGER staging_new_object_insert INSTEAD OF INSERT ON staging_new_object
WHEN NEW.object_id IS NULL BEGIN
  INSERT INTO object (connector_id, guid, dn, type) VALUES (
    NEW.connector_id,
    ifnull(NEW.guid, '{' || hex(randomblob(4)) || '-' || hex(randomblob(2))
                     || '-4' || substr(hex(randomblob(2)), 2)
                     || '-' || substr('89AB', 1 + (random() & 3), 1)
                     || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)) || '}'),
    NEW.dn, NEW.type);
END;

-- Its delta.
CREATE TRIGGER staging_delta_insert INSTEAD OF INSERT ON staging_delta BEGIN
  SELECT CASE
    WHEN o.dn <> NEW.dn
      THEN RAISE(ABORT, 'the object of this guid has another dn')
    WHEN o.type <> NEW.object_type
      THEN RAISE(ABORT, 'the object has another object_type')
    WHEN i.operation <> 'none' AND i.operation <> NEW.omodt
      THEN RAISE(ABORT, 'another omodt is staged for the object: delete its pending export first')
    WHEN i.operation <> 'none' AND i.newdn <> NEW.newdn
      THEN RAISE(ABORT, 'another newdn is staged for the object: delete its pending export first')
  END
  FROM object AS o LEFT JOIN image AS i ON i.object_id = o.object_id AND i.part = 1
  WHERE o.object_id = NEW.object_id;
  INSERT INTO staging_image VALUES (NEW.object_id, NEW.object_type, NEW.omodt, NEW.newdn);
  INSERT INTO staging_attribute VALUES (
    NEW.connector_id, NEW.object_id,
    (SELECT v.attr FROM attribute AS a
     JOIN value AS v ON v.object_id = NEW.object_id AND v.part = 1 AND v.position = 0
                    AND v.attribute_id = a.attribute_id
     WHERE a.connector_id = NEW.connector_id AND a.name = NEW.attribute
     ORDER BY v.attr LIMIT 1),
    CASE NEW.omodt WHEN 'add' THEN 'add' WHEN 'delete-add' THEN 'add'
                   WHEN 'replace' THEN 'replace' ELSE 'update' END,
    NEW.attribute, NEW.type, NEW.multivalued, NEW.amodt, NEW.vmodt, NEW.value);
END;

CREATE TRIGGER staging_image_new INSTEAD OF INSERT ON staging_image
WHEN NOT EXISTS (SELECT 1 FROM image WHERE object_id = NEW.object_id AND part = 1) BEGIN
  INSERT INTO image (object_id, part, operation, dn, newdn) VALUES (
    NEW.object_id, 1, NEW.operation, (SELECT dn FROM object WHERE object_id = NEW.object_id),
    NEW.newdn);
END;

-- A delta that is none becomes the pending export; one that is staged may still get a newdn.
CREATE TRIGGER staging_image_change INSTEAD OF INSERT ON staging_image
WHEN EXISTS (SELECT 1 FROM image WHERE object_id = NEW.object_id AND part = 1
             AND (operation = 'none' OR (newdn IS NULL AND NEW.newdn IS NOT NULL))) BEGIN
  DELETE FROM value WHERE object_id = NEW.object_id AND part = 1
    AND (SELECT operation FROM image WHERE object_id = NEW.object_id AND part = 1) = 'none';
  UPDATE image SET operation = NEW.operation, newdn = NEW.newdn
    WHERE object_id = NEW.object_id AND part = 1;
END;

CREATE TRIGGER staging_image_type INSTEAD OF INSERT ON staging_image
WHEN NEW.object_type IS NOT NULL
    AND (SELECT type FROM object WHERE object_id = NEW.object_id) IS NULL BEGIN
  UPDATE object SET type = NEW.object_type WHERE object_id = NEW.object_id;
END;

-- export_operation says in one word what is pending. A delta that it contradicts, or does not
-- mention, would leave open what an export does.
CREATE TRIGGER staging_image_operation INSTEAD OF INSERT ON staging_image
WHEN (SELECT export_operation FROM object WHERE object_id = NEW.object_id)
  IS NOT CASE NEW.operation WHEN 'add' THEN 'add' WHEN 'delete' THEN 'delete'
              WHEN 'obsolete' THEN 'delete' WHEN 'delete-add' THEN 'delete-add'
              ELSE 'modify' END BEGIN
  UPDATE object
    SET export_operation =
      CASE NEW.operation WHEN 'add' THEN 'add' WHEN 'delete' THEN 'delete'
           WHEN 'obsolete' THEN 'delete' WHEN 'delete-add' THEN 'delete-add' ELSE 'modify' END
    WHERE object_id = NEW.object_id;
END;

-- An attribute that the delta has: at the place `attr`.
CREATE TRIGGER staging_attribute_more INSTEAD OF INSERT ON staging_attribute
WHEN NEW.attr IS NOT NULL BEGIN
  SELECT CASE
    WHEN NEW.type <> ifnull(a.shown_type, 'string') OR NEW.multivalued <> a.multivalued
      THEN RAISE(ABORT, 'the attribute is staged with another type or multivalued')
    WHEN NEW.amodt <> ifnull(v.amodt, NEW.usual_amodt)
      THEN RAISE(ABORT, 'another amodt is staged for the attribute: delete its rows first')
    WHEN NEW.vmodt = 'add' AND v.amodt = 'delete'
      THEN RAISE(ABORT, 'an attribute whose amodt is delete takes no value that is added')
    WHEN NEW.value IS NULL AND ifnull(v.value, v.extension) IS NOT NULL
      THEN RAISE(ABORT, 'the attribute is staged with values: delete its rows first')
    WHEN NEW.value IS NOT NULL AND ifnull(v.value, v.extension) IS NULL
      THEN RAISE(ABORT, 'the attribute is staged without a value: delete its row first')
    WHEN NEW.value IS NOT NULL AND a.multivalued = 0
        AND EXISTS (SELECT 1 FROM value AS w
                    WHERE w.object_id = NEW.object_id AND w.part = 1 AND w.attr = NEW.attr
                      AND w.value IS NOT NULL
                      AND coalesce(w.vmodt, CASE v.amodt WHEN 'delete' THEN 'delete' END, 'add')
                        = coalesce(NEW.vmodt, CASE v.amodt WHEN 'delete' THEN 'delete' END, 'add'))
      THEN RAISE(ABORT, 'a single-valued attribute takes one value of each vmodt')
  END
  FROM value AS v JOIN staging_schema AS a ON a.attribute_id = v.attribute_id
  WHERE v.object_id = NEW.object_id AND v.part = 1 AND v.attr = NEW.attr AND v.position = 0;
  INSERT INTO value (object_id, part, attr, position, attribute_id, amodt, vmodt, value)
    SELECT object_id, part, attr,
           (SELECT max(position) + 1 FROM value
            WHERE object_id = NEW.object_id AND part = 1 AND attr = NEW.attr),
           attribute_id, amodt, NEW.vmodt, NEW.value
    FROM value
    WHERE object_id = NEW.object_id AND part = 1 AND attr = NEW.attr AND position = 0
      AND NEW.value IS NOT NULL;
END;

-- One that it has not. The connector's schema may know it.
CREATE TRIGGER staging_attribute_new INSTEAD OF INSERT ON staging_attribute
WHEN NEW.attr IS NULL AND NEW.name IS NOT NULL BEGIN
  SELECT CASE
    WHEN CASE NEW.type WHEN 'string' THEN 0 WHEN 'binary' THEN 0 WHEN 'integer' THEN 0
                       WHEN 'boolean' THEN 0 WHEN 'reference' THEN 0
                       ELSE NEW.type IS NOT NULL END
        AND NOT EXISTS (SELECT 1 FROM attribute WHERE connector_id = NEW.connector_id
                          AND name = NEW.name AND type = NEW.type)
      THEN RAISE(ABORT, 'type is string, binary, integer, boolean, reference or NULL')
    WHEN NEW.vmodt = 'add' AND NEW.amodt = 'delete'
      THEN RAISE(ABORT, 'an attribute whose amodt is delete takes no value that is added')
  END;
  INSERT INTO attribute (connector_id, name, element, type, multivalued)
    SELECT NEW.connector_id, NEW.name,
           CASE WHEN NEW.type IS NULL AND a.element IS NOT NULL THEN a.element
                WHEN NEW.type = 'reference' THEN 'dn-attr'
                WHEN NEW.name = 'objectClass' THEN 'objectclass' ELSE 'attr' END,
           CASE WHEN NEW.type IS NULL AND a.element IS NOT NULL THEN a.type
                WHEN NEW.type = 'reference' OR NEW.name = 'objectClass' THEN NULL
                ELSE ifnull(NEW.type, 'string') END,
           coalesce(NEW.multivalued, a.multivalued, NEW.name = 'objectClass')
    FROM (SELECT 1)
    LEFT JOIN attribute AS a ON a.attribute_id =
      (SELECT attribute_id FROM attribute
       WHERE connector_id = NEW.connector_id AND name = NEW.name
       ORDER BY spelling IS NOT NULL, attribute_id LIMIT 1)
    WHERE NOT EXISTS (SELECT 1 FROM staging_schema
                      WHERE connector_id = NEW.connector_id AND name = NEW.name
                        AND spelling IS NULL
                        AND ifnull(shown_type = NEW.type, NEW.type IS NULL)
                        AND ifnull(multivalued = NEW.multivalued, 1));
  INSERT INTO value (object_id, part, attr, position, attribute_id, amodt, vmodt, value) VALUES (
    NEW.object_id, 1,
    (SELECT ifnull(max(attr) + 1, 0) FROM value WHERE object_id = NEW.object_id AND part = 1), 0,
    (SELECT attribute_id FROM staging_schema
     WHERE connector_id = NEW.connector_id AND name = NEW.name
       AND spelling IS NULL
       AND ifnull(shown_type = NEW.type, NEW.type IS NULL)
       AND ifnull(multivalued = NEW.multivalued, 1)
     ORDER BY attribute_id LIMIT 1),
    NEW.amodt, NEW.vmodt, NEW.value);
END;

CREATE TRIGGER pending_export_delete INSTEAD OF DELETE ON pending_export BEGIN
  INSERT INTO staging_removal
    SELECT o.object_id, v.attr, v.position
    FROM connector AS c
    JOIN object AS o ON o.connector_id = c.connector_id AND o.guid = OLD.guid
    LEFT JOIN value AS v ON v.object_id = o.object_id AND v.part = 1
    LEFT JOIN staging_schema AS a ON a.attribute_id = v.attribute_id
    WHERE c.name = OLD.connector AND a.name IS OLD.attribute AND a.shown_type IS OLD.type
      AND a.multivalued IS OLD.multivalued AND v.amodt IS OLD.amodt AND v.vmodt IS OLD.vmodt
      AND v.value IS OLD.value
    ORDER BY v.attr, v.position LIMIT 1;
END;

-- The first value that is left of the attribute moves to position 0, where the attribute is found.
CREATE TRIGGER staging_removal_insert INSTEAD OF INSERT ON staging_removal BEGIN
  DELETE FROM value
    WHERE object_id = NEW.object_id AND part = 1 AND attr = NEW.attr AND position = NEW.position;
  UPDATE value SET position = 0
    WHERE NEW.position = 0 AND object_id = NEW.object_id AND part = 1 AND attr = NEW.attr
      AND position = (SELECT min(position) FROM value
                      WHERE object_id = NEW.object_id AND part = 1 AND attr = NEW.attr);
  DELETE FROM image
    WHERE object_id = NEW.object_id AND part = 1
      AND NOT EXISTS (SELECT 1 FROM value WHERE object_id = NEW.object_id AND part = 1);
  DELETE FROM object
    WHERE object_id = NEW.object_id AND details IS NULL AND is_connector IS NULL
      AND import_operation IS NULL
      AND import_error IS NULL AND export_error IS NULL
      AND NOT EXISTS (SELECT 1 FROM image WHERE object_id = NEW.object_id);
  UPDATE object SET export_operation = 'none'
    WHERE object_id = NEW.object_id AND export_operation IS NOT 'none'
      AND NOT EXISTS (SELECT 1 FROM image WHERE object_id = NEW.object_id AND part = 1);
END;

CREATE TRIGGER pending_export_update INSTEAD OF UPDATE ON pending_export BEGIN
  SELECT RAISE(ABORT, 'pending_export takes no UPDATE: delete the row, insert it as it should be');
END;

PRAGMA journal_mode = WAL; -- readers see one moment while a writer works
