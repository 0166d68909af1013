skip = Ir al contenido
nav = Principal
nav-worklist = Lista de trabajo
nav-new = Nueva admisión
role = Soy
role-assistant = asistente médico
role-clinician = profesional clínico
role-author = autor de reglas
role-switch = Cambiar
language = Idioma
patient = Paciente
foot = Spinepath apoya a los profesionales clínicos; nunca diagnostica. Los roles son una demostración: todavía no hay inicio de sesión.
back = Volver

home-title = Spinepath
home-lead = Rellene una admisión con el paciente presente, o revise lo que ha llegado.
home-drafts = Formularios sin enviar
home-no-drafts = Ninguno.
home-rules = Reglas { $release }, perfil { $profile }.
home-not-deciding = Ahora no se decide ningún formulario: { $why }

saved-at = Guardado { $at } UTC por { $by }
error-title = {"Error: "}
faults-title = Hay un problema

start-title = Nueva admisión
start-identifier = Número del paciente
start-family = Apellidos
start-given = Nombre
start-born = Fecha de nacimiento
start-born-hint = Por ejemplo 1971-03-02 o 2 de marzo de 1971.
start-sex = Sexo registrado al nacer
start-day = Día de las respuestas
start-day-hint = Hoy, salvo que pase respuestas de papel: entonces, el día en que se dieron.
start-go = Empezar las preguntas

sex-female = femenino
sex-male = masculino
sex-intersex = intersexual
banner = nacimiento { $born } ({ $age } años), { $sex }, número { $number }

save = Guardar
sections = Secciones
section-more = { $n ->
    [one] Mostrar 1 pregunta más de esta sección
   *[other] Mostrar { $n } preguntas más de esta sección
}
go-check = Revisar y enviar
for-clinician = clínico

answer-yes = Sí
answer-no = No
answer-unknown = No se sabe
answer-not-asked = Sin preguntar
answer-none = Ninguna de estas
answer-clear = Sin preguntar
key-yes = s
key-no = n
key-unknown = d
hint-date = una fecha, o "hace 3 semanas"
used-as = se usa como { $value }
week-of = semana del { $day }
kept = Se guarda, pero no se usa: otra respuesta dice que no corresponde.
both = Otra persona respondió esto al mismo tiempo. Usted puso: { $mine }. Aquí está lo suyo; elija uno.

fault-number = Escriba un número, con unidad si quiere: 82 kg, 180 lb, 3 semanas.
fault-date = Escriba una fecha: 2026-11-14, 14 nov, o hace 3 semanas.
fault-words = Elija respuestas compatibles, o solo "no se sabe".
fault-minimum = Escriba al menos { $limit }.
fault-maximum = Escriba como máximo { $limit }.
fault-multipleof = Escriba un múltiplo de { $limit }.
fault-minlength = Escriba al menos { $limit } caracteres.
fault-maxlength = Escriba como máximo { $limit } caracteres.
fault-pattern = Use solo los caracteres permitidos aquí.
fault-required = Rellene este dato.
fault-enum = Elija una de las respuestas.
fault-format = Escriba una fecha que exista: 1971-03-02.
fault-unreadable = Escríbalo de forma que se pueda leer, o quítelo.

panel = Urgencia hasta ahora
panel-settled = Ninguna pregunta abierta puede cambiar esto. Puede dejar de preguntar.
panel-left = { $n ->
    [one] Queda 1 pregunta que puede cambiar la respuesta
   *[other] Quedan { $n } preguntas que pueden cambiar la respuesta
}
panel-next = Pregunte ahora:
panel-clinician = { $n ->
    [one] 1 más es para el profesional clínico.
   *[other] { $n } más son para el profesional clínico.
}
panel-unused = { $n ->
    [one] 1 dato no se puede usar todavía y cuenta como sin preguntar.
   *[other] { $n } datos no se pueden usar todavía y cuentan como sin preguntar.
}
panel-why = Por qué
panel-could-become = Todavía puede llegar a { $urgency }.
panel-at-least = Al menos { $certain }. Todavía puede llegar a { $urgency }.
alert-emergency = EMERGENCIA: pare aquí y busque ahora a un profesional clínico.
announce = Urgencia ahora: { $urgency }. { $open }

band-emergency = EMERGENCIA
band-same-day = HOY
band-two-weeks = 2 SEMANAS
band-routine = RUTINA
band-conservative = CUIDADO CONSERVADOR
band-open = SIN DECIDIR

check-title = Revisar y enviar
check-missing = Preguntas de seguridad sin respuesta
check-missing-note = Quedan abiertas: una pregunta sin respuesta nunca es un "no". Hágalas ahora si puede.
send = Enviar
back-to-form = Volver al formulario
change = Cambiar

sent-title = Enviado
step-emergency = Busque ahora a un profesional clínico y quédese con el paciente.
step-could-be-emergency = Avise ahora a un profesional clínico: respuestas abiertas podrían hacer de esto una emergencia.
step-same-day = Avise a un profesional clínico antes de que el paciente se vaya: esto es para hoy.
step-two-weeks = Dé la cita en menos de dos semanas antes de que el paciente se vaya.
step-routine = Dé la próxima cita ordinaria.
step-conservative = Imprima la hoja para el paciente y dé la cita de revisión.
open-case = Abrir el caso
open-summary = Resumen para el clínico (PDF)
open-handout = Hoja para el paciente (PDF)
not-your-patient-title = Esta página es de otro paciente
not-your-patient = No se guardó nada. Abra el formulario del paciente correcto desde la primera página.
