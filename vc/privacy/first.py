"""The first version of the notices, as it comes with the program: a model to be read by lawyers.

Migrations write it into the database once; from then on the office makes newer versions there.
`{oficina}` and `{correo}` stand for the office's name and mailbox wherever a notice is shown.
"""

SIMPLE = """\
## Quién es responsable
{oficina} es responsable del tratamiento de los datos personales que recaba en el registro a sus \
sesiones en línea y en las grabaciones de ellas.

## Qué datos y para qué
Nombre, correo, institución y municipio: para confirmar el registro, enviar el enlace, los cambios \
y los recordatorios de la sesión, y contar la asistencia. De quien acepta este aviso se guarda \
también cuándo y desde qué dirección de internet lo hizo.

Si la sesión se graba o se transmite, también la imagen, la voz y el nombre con que cada persona \
entra: para conservar la sesión y difundir partes de ella en las páginas y redes de la \
institución. \
Cada sesión dice, antes de entrar, si se graba o se transmite.

No se piden datos sensibles.

## Si no desea aparecer
Participa igual: apague su cámara y su micrófono y entre solo con su nombre de pila. Dígalo al \
registrarse, en la página de entrada o por correo a {correo}: queda anotado, y antes de publicar \
cualquier parte se revisa que no salgan su imagen, su voz ni su nombre. También puede pedir \
después \
que se retire lo publicado.

## Con quién se comparten
No se transfieren, salvo requerimiento de autoridad competente. La plataforma de \
videoconferencia y \
las redes tratan lo que cada persona escriba o muestre en ellas según sus propias condiciones.

## Sus derechos
Puede cancelar su registro con el enlace de su confirmación y ejercer sus derechos de acceso, \
rectificación, cancelación, oposición y portabilidad ante la Unidad de Transparencia de \
{oficina}."""

FULL = """\
## Responsable
{oficina} es responsable del tratamiento de los datos personales que se describen en este aviso. \
Correo de contacto: {correo}.

## Datos que se recaban
En el registro a una sesión: nombre, correo, institución y municipio, y de la aceptación de este \
aviso su versión, el momento y la dirección de internet desde la que se dio.

En una sesión que se graba o se transmite: la imagen y la voz de quien enciende su cámara o su \
micrófono, el nombre con que entra y lo que escribe en la conversación.

De quien autoriza aparecer en un fragmento, una entrevista o una cápsula: su nombre y el \
consentimiento firmado; de una persona menor de edad, además, el de quien ejerce la patria \
potestad \
o la tutela y la opinión de la propia niña, niño o adolescente.

No se piden datos personales sensibles.

## Finalidades
Confirmar el registro; enviar el enlace, los cambios y los recordatorios; contar la asistencia; \
conservar la sesión como registro de la actividad institucional.

Requieren su consentimiento, y puede negarlo sin dejar de participar: difundir su imagen, su voz o \
su nombre en partes de la sesión que se publiquen.

## Cómo negarse
Al registrarse, en la página de entrada de la sesión o por correo a {correo}, diga que no desea \
aparecer. Queda en el registro de consentimientos, y cada parte que se publica se revisa antes. \
Quien autorizó aparecer puede revocarlo: lo publicado se retira.

## Fundamento
Ley General de Protección de Datos Personales en Posesión de Sujetos Obligados y la ley de la \
materia del Estado de San Luis Potosí.

## Transferencias
No se realizan transferencias, salvo las que exija una autoridad competente de manera fundada y \
motivada. Las plataformas de videoconferencia y las redes en que se transmite o se publica tratan \
los datos según sus propias condiciones.

## Conservación
Los registros y las grabaciones se conservan el tiempo que marcan las reglas de conservación de la \
institución y después se eliminan.

## Derechos de acceso, rectificación, cancelación, oposición y portabilidad
Se ejercen ante la Unidad de Transparencia de {oficina}, por escrito o por la Plataforma Nacional \
de Transparencia. Puede pedir orientación en {correo}.

## Cambios
Cada cambio de este aviso es una versión nueva con su fecha; las anteriores siguen a la vista en \
esta misma página."""
