"""What columns and their words are called in Russian, Persian, German, French and Spanish.

They are written as people write them, and compared folded: "Prénom" is also PRENOM.
"""

from __future__ import annotations

_PARTY = (
    "компания, название компании, организация, название организации, фирма, предприятие, контрагент, юрлицо, клиент,"
    "заказчик, شرکت, نام شرکت, سازمان, نام سازمان, موسسه, مشتری, نام مشتری,"
    "Firma, Firmenname, Unternehmen, Gesellschaft, Kunde, Kundenname,"
    "société, nom de la société, entreprise, nom de l'entreprise, raison sociale, client, nom du client,"
    "empresa, nombre de la empresa, compañía, organización, razón social, cliente, nombre del cliente"
)
_WHO = (
    "контакт, контакты, контактное лицо, основной контакт, имя контакта, человек, مخاطب, مخاطبین, نام مخاطب, شخص, رابط,"
    "Kontakt, Kontakte, Kontaktperson, Kontaktname, Ansprechpartner, Ansprechpartnerin,"
    "personne, interlocuteur, nom du contact, contacto, contactos, persona, persona de contacto"
)
_OWNER = (
    "ответственный, ответственный менеджер, менеджер, владелец, مسئول, کارشناس, کارشناس فروش, مالک,"
    "zuständig, Betreuer, verantwortlich, Verantwortlicher, responsable, propriétaire, commercial, propietario"
)
_NOTE = (
    "заметка, заметки, примечание, примечания, комментарий, комментарии, описание,"
    "یادداشت, یادداشت‌ها, توضیح, توضیحات, شرح, Notiz, Notizen, Bemerkung, Bemerkungen, Anmerkung, Anmerkungen,"
    "Kommentar, Kommentare, Beschreibung, remarque, remarques, commentaire, commentaires,"
    "nota, notas, observaciones, comentario, comentarios, descripción"
)
_TAGS = (
    "тег, теги, тэги, метки, группы, категории, برچسب, برچسب‌ها, گروه, گروه‌ها, Schlagwort, Schlagworte, Schlagwörter,"
    "Stichworte, Kategorien, Gruppen, étiquette, étiquettes, mots-clés, catégories, groupes,"
    "etiqueta, etiquetas, categorías, grupos"
)
_SOURCE = "источник, منبع, نحوه آشنایی, Quelle, Herkunft, origine, provenance, origen, fuente, procedencia"
_CREATED = (
    "дата создания, создан, создано, дата добавления, تاریخ ایجاد, تاریخ ثبت, erstellt am, angelegt am,"
    "Erstellungsdatum, date de création, créé le, fecha de creación, creado el"
)
_PHONES = (
    "телефон, телефоны, тел., номер телефона, контактный телефон, мобильный, мобильный телефон, моб. телефон, сотовый,"
    "рабочий телефон, домашний телефон, تلفن, شماره تلفن, تلفن همراه, تلفن ثابت, همراه, شماره همراه, موبایل,"
    "شماره موبایل, شماره تماس, Telefon, Telefonnummer, Telefonnr., Tel.-Nr., Rufnummer, Handy, Handynummer, Mobil,"
    "Mobiltelefon, Mobilnummer, Festnetz, Telefon geschäftlich, Telefon privat, téléphone portable, téléphone mobile,"
    "téléphone fixe, numéro de téléphone, portable, teléfono, teléfonos, número de teléfono, teléfono móvil,"
    "teléfono celular, teléfono fijo, móvil, celular"
)
_WEBSITES = (
    "сайт, веб-сайт, сайт компании, веб-страница, سایت, وب‌سایت, تارنما, Webseite, Webadresse, Internetseite,"
    "site, site web, site internet, sitio web, página web"
)
_STATUS = "статус, состояние, وضعیت, statut, état, estado"
_ID = "идентификатор, شناسه, Kennung, identifiant, identificador"

ABROAD: dict[str, dict[str, str]] = {
    "contact": {
        "name": "имя, ФИО, полное имя, имя и фамилия, фамилия и имя, фамилия имя, имя фамилия, фамилия имя отчество,"
        "контакт, контактное лицо, نام, نام کامل, نام و نام خانوادگی, مخاطب, نام مخاطب, vollständiger Name,"
        "Vor- und Nachname, Kontakt, Kontaktname, Ansprechpartner, Ansprechpartnerin, nom, nom complet, nom et prénom,"
        "prénom et nom, nom du contact, nombre, nombre completo, nombre y apellido, nombre y apellidos, contacto",
        "given": "نام کوچک, Vorname, Rufname, prénom, prénoms, nombre de pila",
        "family": "фамилия, نام خانوادگی, فامیلی, فامیل, Nachname, Familienname, Zuname, nom de famille,"
        "apellido, apellidos, primer apellido",
        "emails": "почта, эл. почта, электронная почта, адрес электронной почты, e-mail адрес, имейл, эмейл, емейл,"
        "рабочая почта, личная почта, ایمیل, آدرس ایمیل, نشانی ایمیل, پست الکترونیک, پست الکترونیکی, رایانامه,"
        "E-Mail-Adresse, Mailadresse, courriel, mél, adresse e-mail, adresse mail, adresse électronique,"
        "correo, correo electrónico, dirección de correo, dirección de correo electrónico",
        "phones": _PHONES,
        "companies": _PARTY + ", работодатель, место работы, محل کار, کارفرما, Arbeitgeber, employeur, empleador",
        "title": "должность, позиция, سمت, عنوان شغلی, شغل, Funktion, Stelle, Berufsbezeichnung, fonction, poste,"
        "intitulé du poste, cargo, puesto",
        "birthday": "день рождения, дата рождения, تاریخ تولد, تولد, Geburtstag, Geburtsdatum, date de naissance,"
        "anniversaire, fecha de nacimiento, cumpleaños",
        "source": _SOURCE,
        "tags": _TAGS,
        "note": _NOTE,
        "owner": _OWNER,
        "handles": "телеграм, تلگرام",
        "created_at": _CREATED,
        "foreign_id": _ID,
    },
    "company": {
        "name": "название, наименование, نام, nom, nombre, " + _PARTY,
        "websites": _WEBSITES,
        "phones": _PHONES,
        "industry": "отрасль, сфера, сфера деятельности, вид деятельности, صنعت, حوزه فعالیت, زمینه فعالیت, Branche,"
        "secteur, secteur d'activité, industria, rubro",
        "country": "страна, کشور, Land, pays, país",
        "size": "численность, сотрудники, количество сотрудников, число сотрудников, تعداد کارکنان, تعداد کارمندان,"
        "Mitarbeiter, Mitarbeiterzahl, Anzahl Mitarbeiter, effectif, effectifs, nombre d'employés, nombre de salariés,"
        "empleados, número de empleados",
        "parent": "головная компания, материнская компания, شرکت مادر, Muttergesellschaft, Mutterunternehmen,"
        "société mère, maison mère, empresa matriz",
        "source": _SOURCE,
        "tags": _TAGS,
        "note": _NOTE,
        "owner": _OWNER,
        "created_at": _CREATED,
        "foreign_id": _ID,
    },
    "deal": {
        "title": "сделка, название сделки, название, наименование, тема, معامله, نام معامله, عنوان معامله, عنوان, فرصت,"
        "فرصت فروش, نام, Geschäft, Verkaufschance, Auftrag, Titel, Bezeichnung, Betreff, affaire, nom de l'affaire,"
        "opportunité, titre, intitulé, nom, negocio, nombre del negocio, oportunidad, trato, título, nombre",
        "companies": _PARTY,
        "contacts": _WHO,
        "value": "сумма, сумма сделки, стоимость, цена, бюджет, مبلغ, مبلغ معامله, ارزش, ارزش معامله, قیمت, Betrag,"
        "Wert, Summe, Umsatz, Auftragswert, Preis, montant, valeur, prix, importe, valor, monto, precio",
        "currency": "валюта, ارز, واحد پول, واحد پولی, Währung, devise, monnaie, moneda, divisa",
        "stage": "этап, этап сделки, стадия, стадия сделки, этап воронки, مرحله, مرحله فروش, Phase, Verkaufsphase,"
        "Stufe, étape, etapa, fase",
        "outcome": _STATUS + ", исход, результат, نتیجه, Ergebnis, résultat, resultado",
        "pipeline": "воронка, воронка продаж, قیف فروش, کاریز, embudo",
        "probability": "вероятность, احتمال, احتمال موفقیت, Wahrscheinlichkeit, probabilité, probabilidad",
        "opened_on": _CREATED + ", дата открытия, дата начала, تاریخ شروع, Startdatum, eröffnet am, date d'ouverture,"
        "date de début, fecha de apertura, fecha de inicio",
        "expected_close_on": "ожидаемая дата закрытия, планируемая дата закрытия, ожидаемое закрытие,"
        "تاریخ پیش‌بینی بسته شدن, erwartetes Abschlussdatum, erwarteter Abschluss, date de clôture prévue,"
        "clôture prévue, fecha de cierre prevista, fecha prevista de cierre, cierre previsto",
        "closed_on": "закрыта, дата фактического закрытия, abgeschlossen am, geschlossen am, clôturé le, cerrado el",
        "close_date": "дата закрытия, تاریخ بسته شدن, تاریخ بستن, Abschlussdatum, date de clôture, fecha de cierre",
        "reason": "причина, причина отказа, причина проигрыша, دلیل, علت, دلیل شکست, Grund, Verlustgrund, raison,"
        "motif, motif de perte, motivo, razón, motivo de pérdida",
        "source": _SOURCE,
        "tags": _TAGS,
        "owner": _OWNER,
        "foreign_id": _ID,
    },
    "task": {
        "title": "задача, название задачи, название, дело, тема, заголовок, وظیفه, کار, عنوان, موضوع, Aufgabe, Betreff,"
        "Titel, Bezeichnung, tâche, titre, sujet, objet, intitulé, tarea, título, asunto",
        "due_on": "срок, срок исполнения, крайний срок, дата исполнения, дедлайн, سررسید, تاریخ سررسید, مهلت, موعد,"
        "fällig, fällig am, Fälligkeit, Fälligkeitsdatum, Frist, échéance, date d'échéance, date limite,"
        "vencimiento, fecha de vencimiento, fecha límite",
        "status": _STATUS,
        "contact": _WHO,
        "company": _PARTY,
        "deal": "сделка, معامله, فرصت, Geschäft, Verkaufschance, affaire, opportunité, negocio, oportunidad",
        "owner": _OWNER + ", исполнитель, Bearbeiter",
        "priority": "приоритет, важность, اولویت, Priorität, priorité, prioridad",
        "done_at": "дата выполнения, выполнена, تاریخ انجام, erledigt am, terminé le, completado el",
        "note": _NOTE,
        "foreign_id": _ID,
    },
    "interaction": {
        "kind": "тип, вид, канал, نوع, Art, Typ, Kanal, type d'activité, canal, tipo",
        "at": "дата, дата и время, когда, تاریخ, زمان, تاریخ و زمان, Datum, Zeitpunkt, wann, date et heure, fecha,"
        "fecha y hora",
        "summary": "текст, содержание, тема, суть, خلاصه, متن, موضوع, Zusammenfassung, Inhalt, Betreff, résumé, texte,"
        "compte rendu, sujet, objet, contenu, resumen, texto, asunto, contenido," + _NOTE,
        "contacts": _WHO + ", участники, с кем, شرکت‌کنندگان, Teilnehmer, participants, participantes",
        "companies": _PARTY,
        "deal": "сделка, معامله, فرصت, Geschäft, Verkaufschance, affaire, opportunité, negocio, oportunidad",
        "owner": _OWNER,
        "minutes": "минуты, длительность, продолжительность, مدت, دقیقه, Dauer, Minuten, durée, duración, minutos",
        "foreign_id": _ID,
    },
}

# beside a family name these are the given name; alone they are the whole one
GIVEN_BESIDE = frozenset(("имя", "نام", "nombre"))
# beside a given name of these words they are the family name
FAMILY_BESIDE = {"name": ("vorname", "rufname"), "nom": ("prenom", "prenoms")}

# choices that a column of such a name holds: field → our word → theirs
CHOICES: dict[str, dict[str, str]] = {
    "kind": {
        "call": "звонок, телефонный звонок, تماس, تماس تلفنی, Anruf, Telefonat, appel, appel téléphonique, llamada",
        "email": "письмо, почта, ایمیل, Mail, courriel, correo, correo electrónico",
        "meeting": "встреча, совещание, جلسه, ملاقات, دیدار, Treffen, Besprechung, Termin, rendez-vous,"
        "rencontre, reunión",
        "message": "сообщение, чат, پیام, پیامک, Nachricht, mensaje",
        "note": "заметка, примечание, یادداشت, Notiz, nota",
    },
    "priority": {
        "high": "высокий, высокая, важно, срочно, زیاد, بالا, فوری, hoch, dringend, haute, élevée, urgente, alta",
        "normal": "обычный, обычная, средний, средняя, نرمال, عادی, متوسط, mittel, normale, moyenne, media",
        "low": "низкий, низкая, کم, پایین, niedrig, gering, basse, faible, baja",
    },
}
