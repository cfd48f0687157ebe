-- What version 1 of the tables had instead of what schema.sql has, so that its databases are known.

DROP TRIGGER staging_image_operation;

DROP TRIGGER staging_removal_insert;
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
      AND import_operation IS NULL AND export_operation IS NULL
      AND import_error IS NULL AND export_error IS NULL
      AND NOT EXISTS (SELECT 1 FROM image WHERE object_id = NEW.object_id);
END;

PRAGMA user_version = 1;
