-- The words of actions; see the migration that runs this file.

-- Without accents, vowel signs and case: "Élan" and "elan", with and without tashkeel.
CREATE FUNCTION actions_fold(body text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF octet_length(body) = char_length(body) THEN
        RETURN lower(body);
    END IF;
    RETURN lower(replace(replace(replace(replace(
        translate(
            -- Combining marks of Latin, Greek and Cyrillic; Arabic vowel signs, hamza above and below, tatweel.
            regexp_replace(normalize(body, NFKD), '[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640]', '', 'g'),
            U&'\0671\0649\0629\00f8\00d8\0142\0141\0111\0110\0131',
            U&'\0627\064a\0647oollddi'
        ),
        'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'));
END $$;

-- Every form under which a text is found: its words as they stand, and their stems in each language
-- of the interface.
CREATE FUNCTION actions_lexemes(body text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    words text := translate(
        body,
        E'-_/.@:,;!?''"()[]{}<>*&|\\+=#%$^~`' || U&'\00a0\00ab\00bb\00b7\2010\2011\2013\2014\2018\2019\201a\201c\201d\201e\2022\2026\2039\203a\060c\061b\061f\066a\06d4',
        repeat(' ', 80)
    );
    folded text := actions_fold(words);
    found text[] := tsvector_to_array(
        to_tsvector('pg_catalog.simple', folded) || to_tsvector('pg_catalog.english', folded)
        || to_tsvector('pg_catalog.french', folded) || to_tsvector('pg_catalog.spanish', folded)
    );
    stems text[];
BEGIN
    IF octet_length(words) > char_length(words) THEN
        -- Stemmers know the accents of their language; what they leave is folded afterwards.
        words := lower(translate(words, 'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝ', 'àáâãäåçèéêëìíîïñòóôõöùúûüý'));
        stems := tsvector_to_array(
            to_tsvector('pg_catalog.french', words) || to_tsvector('pg_catalog.spanish', words)
            || to_tsvector('pg_catalog.arabic', words)
        );
        found := found || string_to_array(actions_fold(array_to_string(stems, ' ')), ' ');
        IF folded ~ '[\u0621-\u064a]' THEN
            -- The stemmer takes the first letter of some words for "and": the word without its article
            -- is kept as it stands too.
            found := found || string_to_array(
                regexp_replace(folded, '(^|\s)[وفبك]?(ال|لل)(?=\S{3})', '\1', 'g'), ' '
            );
        END IF;
    END IF;
    RETURN array_remove(found, '');
END $$;

-- The entries of one action: all its words, and with a "t" those of its title.
CREATE FUNCTION actions_document(country_id uuid, visibility text, title text[], body text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    state text := left(md5(country_id::text), 4);
    entries text[];
    place text;
    places text[] := ARRAY[state];
BEGIN
    IF visibility IN ('network', 'public') THEN
        places := places || 'n'::text;
    END IF;
    IF visibility = 'public' THEN
        places := places || 'p'::text;
    END IF;
    FOREACH place IN ARRAY places LOOP
        entries := entries
            || array(SELECT place || ':' || word FROM unnest(title || body) word)
            || array(SELECT place || 't:' || word FROM unnest(title) word);
        IF place <> state THEN
            entries := entries || (place || '@' || state);
        END IF;
    END LOOP;
    RETURN array_to_tsvector(entries);
END $$;

-- No foreign key: emptying the actions in a test must not stumble over it; a trigger empties it too.
CREATE TABLE actions_words (
    action_id uuid PRIMARY KEY,
    country_id uuid NOT NULL,
    -- The only office that sees the action, where its visibility is "office".
    office_id uuid,
    -- Who else does: 1 the network, 2 everybody.
    shared smallint NOT NULL,
    document tsvector NOT NULL
)
-- A search reads these rows and not their documents, which stand apart.
WITH (toast_tuple_target = 128);
ALTER TABLE actions_words ENABLE ROW LEVEL SECURITY;
CREATE INDEX actions_words_document ON actions_words USING gin (document);

CREATE FUNCTION actions_shared(visibility text) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (CASE visibility WHEN 'public' THEN 2 WHEN 'network' THEN 1 ELSE 0 END)::smallint
$$;

CREATE FUNCTION actions_words_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO actions_words (action_id, country_id, office_id, shared, document)
    SELECT id, country_id, CASE WHEN visibility = 'office' THEN office_id END,
        actions_shared(visibility),
        actions_document(
            country_id, visibility,
            actions_lexemes(reference || ' ' || title), actions_lexemes(left(description, 50000))
        )
    FROM added;
    RETURN NULL;
END $$;

CREATE FUNCTION actions_words_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE actions_words
    SET country_id = NEW.country_id,
        office_id = CASE WHEN NEW.visibility = 'office' THEN NEW.office_id END,
        shared = actions_shared(NEW.visibility),
        document = actions_document(
            NEW.country_id, NEW.visibility,
            actions_lexemes(NEW.reference || ' ' || NEW.title),
            actions_lexemes(left(NEW.description, 50000)) || actions_lexemes(coalesce(
                (SELECT left(string_agg(left(text, 20000), ' ' ORDER BY created_at DESC), 200000)
                 FROM actions_actionupdate WHERE action_id = NEW.id), ''))
        )
    WHERE action_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION actions_words_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM actions_words USING removed WHERE action_id = removed.id;
    RETURN NULL;
END $$;

CREATE FUNCTION actions_words_emptied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    TRUNCATE actions_words;
    RETURN NULL;
END $$;

-- An entry in its log makes an action found by the entry's words, and newer.
CREATE FUNCTION actions_update_logged() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE actions_words w
    SET document = w.document || actions_document(
        a.country_id, a.visibility, '{}', actions_lexemes(left(u.body, 50000))
    )
    FROM (
        SELECT action_id, string_agg(left(text, 20000), ' ') AS body FROM logged GROUP BY action_id
    ) u
    JOIN actions_action a ON a.id = u.action_id
    -- Far below the size that PostgreSQL refuses: a log is never too long to be written.
    WHERE w.action_id = u.action_id AND pg_column_size(w.document) < 400000;
    UPDATE actions_action SET updated_at = clock_timestamp()
    WHERE id IN (SELECT action_id FROM logged);
    RETURN NULL;
END $$;

CREATE TRIGGER words_added AFTER INSERT ON actions_action REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION actions_words_added();
CREATE TRIGGER words_changed AFTER UPDATE ON actions_action FOR EACH ROW
    WHEN ((OLD.reference, OLD.title, OLD.description, OLD.visibility, OLD.office_id, OLD.country_id)
        IS DISTINCT FROM
        (NEW.reference, NEW.title, NEW.description, NEW.visibility, NEW.office_id, NEW.country_id))
    EXECUTE FUNCTION actions_words_changed();
CREATE TRIGGER words_removed AFTER DELETE ON actions_action REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION actions_words_removed();
CREATE TRIGGER words_emptied AFTER TRUNCATE ON actions_action
    FOR EACH STATEMENT EXECUTE FUNCTION actions_words_emptied();
CREATE TRIGGER update_logged AFTER INSERT ON actions_actionupdate REFERENCING NEW TABLE AS logged
    FOR EACH STATEMENT EXECUTE FUNCTION actions_update_logged();

-- For bulk loads that switch the triggers off: all words anew.
CREATE FUNCTION actions_rebuild_words() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    TRUNCATE actions_words;
    DROP INDEX actions_words_document;
    INSERT INTO actions_words (action_id, country_id, office_id, shared, document)
    SELECT a.id, a.country_id, CASE WHEN a.visibility = 'office' THEN a.office_id END,
        actions_shared(a.visibility),
        actions_document(
            a.country_id, a.visibility,
            actions_lexemes(a.reference || ' ' || a.title),
            actions_lexemes(left(a.description, 50000) || ' ' || coalesce(u.body, ''))
        )
    FROM actions_action a
    LEFT JOIN (
        SELECT action_id, left(string_agg(left(text, 20000), ' '), 200000) AS body
        FROM actions_actionupdate GROUP BY action_id
    ) u ON u.action_id = a.id;
    CREATE INDEX actions_words_document ON actions_words USING gin (document);
END $$;

-- The actions, within the scope of whoever asks, that hold every word of the question: the word
-- itself, a word that begins with it, or another form of it. `states` narrows it to some States,
-- `in_title` to titles.
CREATE FUNCTION actions_search(question text, states uuid[] DEFAULT NULL, in_title boolean DEFAULT false)
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 5000 SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own uuid[] := string_to_array(coalesce(current_setting('focalpoint.states', true), ''), ',')::uuid[];
    offices uuid[] := string_to_array(coalesce(current_setting('focalpoint.offices', true), ''), ',')::uuid[];
    everything boolean := coalesce(current_setting('focalpoint.all', true), '') = 'on';
    -- Where the actions of other States stand, and how far they must be shared.
    abroad text := CASE
        WHEN current_setting('focalpoint.network', true) = 'on' THEN 'n'
        WHEN nullif(current_setting('focalpoint.user', true), '') IS NOT NULL THEN 'p'
    END;
    level smallint := CASE abroad WHEN 'n' THEN 1 WHEN 'p' THEN 2 END;
    word text;
    forms text[];
    -- The question with "%" where the place goes: (%:draft:* | %:draft) & (%:bill:* | %:bill).
    pattern text;
    alternatives text[] := '{}';
    place uuid;
BEGIN
    IF everything THEN
        own := array(SELECT id FROM countries_country);
    END IF;
    FOR word IN
        SELECT w FROM regexp_split_to_table(left(question, 200), '[\s\-_/.@:,;!?''"()\[\]{}<>*&|\\+=#%$^~`«»،؛؟’‘“”–—…]+') w
        WHERE w <> '' LIMIT 12
    LOOP
        forms := array(
            SELECT DISTINCT quote_literal('%:' || form) FROM unnest(actions_lexemes(word)) form
        );
        IF char_length(actions_fold(word)) > 1 THEN
            forms := forms || (quote_literal('%:' || actions_fold(word)) || ':*');
        END IF;
        CONTINUE WHEN forms = '{}';
        pattern := concat_ws(' & ', pattern, '(' || array_to_string(forms, ' | ') || ')');
    END LOOP;
    IF pattern IS NULL THEN
        RETURN;
    END IF;
    pattern := replace(pattern, '%:', CASE WHEN in_title THEN '%t:' ELSE '%:' END);
    FOREACH place IN ARRAY coalesce(states, own) LOOP
        IF place = ANY(own) THEN
            alternatives := alternatives || replace(pattern, '%', left(md5(place::text), 4));
        ELSIF abroad IS NOT NULL THEN
            alternatives := alternatives || format(
                '(%s) & %L', replace(pattern, '%', abroad), abroad || '@' || left(md5(place::text), 4)
            );
        END IF;
    END LOOP;
    IF states IS NULL AND abroad IS NOT NULL AND NOT everything THEN
        alternatives := alternatives || replace(pattern, '%', abroad);
    END IF;
    IF alternatives = '{}' THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT w.action_id FROM actions_words w
        WHERE w.document @@ ('(' || array_to_string(alternatives, ') | (') || ')')::tsquery
            -- Four digits may stand for two States, and an office keeps its own from the others.
            AND (everything
                OR (w.country_id = ANY(own) AND (w.office_id IS NULL OR w.office_id = ANY(offices)))
                OR w.shared >= level);
END $$;
REVOKE ALL ON FUNCTION actions_search(text, uuid[], boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION actions_rebuild_words() FROM PUBLIC;
